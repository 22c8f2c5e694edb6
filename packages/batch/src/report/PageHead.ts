/** The top of the contact sheet: how the batch stands, at a glance and in figures. */
import { count, running, type BatchSummary } from "../BatchSummary.js"
import { escape, list } from "./Html.js"
import { type Group, groups } from "./PageItem.js"
import { duration, moment, money, number, plural } from "./Words.js"

export const countOf = (summary: BatchSummary, group: Group): number =>
  group === "waiting" ? running(summary) + count(summary, "pending") : count(summary, group)

/** Groups that have items. */
const present = (summary: BatchSummary): ReadonlyArray<readonly [Group, number]> =>
  groups.map((group) => [group, countOf(summary, group)] as const).filter(([, items]) => items > 0)

export const title = (summary: BatchSummary): string =>
  `${summary.id} · ${number(count(summary, "done"))} of ${plural(summary.total, "picture")}`

const bar = (summary: BatchSummary): string => {
  let left = 0
  const parts = present(summary).map(([group, items]) => {
    const part = `<rect class="${group}" x="${left}" width="${items}" height="1"/>`
    left += items
    return part
  })
  const words = present(summary).map(([group, items]) => `${number(items)} ${group}`)
  return `<svg class="bar" role="img" aria-label="${escape(words.join(", "))}" viewBox="0 0 ${Math.max(1, left)} 1" preserveAspectRatio="none">${parts.join("")}</svg>`
}

const took = ({ latest, started }: BatchSummary): string | undefined =>
  started === undefined || latest === undefined
    ? undefined
    : duration(latest.getTime() - started.getTime())

const figures = (summary: BatchSummary): string =>
  `<dl class="figures">${list([
    ...present(summary).map(
      ([group, items]) => [group[0]?.toUpperCase() + group.slice(1), number(items)] as const
    ),
    ["Submissions", number(summary.submissions)],
    ["Paid", summary.costs.map(money).join(" + ")],
    ["Time", took(summary)]
  ])}</dl>`

const rows = (cells: ReadonlyArray<ReadonlyArray<string>>): string =>
  cells
    .map((row) => `<tr>${row.map((cell) => `<td dir="auto">${escape(cell)}</td>`).join("")}</tr>`)
    .join("")

const models = ({ models }: BatchSummary): string =>
  models.length === 0
    ? ""
    : `<section><h2>Models</h2><table>${rows(
        models.map(({ done, model, provider }) => [
          number(done),
          model === provider ? model : `${provider} · ${model}`
        ])
      )}</table></section>`

const failures = ({ failures }: BatchSummary): string =>
  failures.length === 0
    ? ""
    : `<section><h2>Errors</h2><table class="errors">${rows(
        failures.map(({ count, example, reason }) => [number(count), reason, example])
      )}</table></section>`

const stateWords = ({ reason, state }: BatchSummary): string =>
  state === "paused" && reason !== undefined ? `paused: ${reason}` : state

export const heading = (summary: BatchSummary): string =>
  [
    '<header><p class="kicker">Contact sheet</p>',
    `<h1 dir="auto">${escape(summary.id)}</h1>`,
    `<p class="source" dir="auto">${[summary.source, `begun ${moment(summary.started ?? summary.created)}`, stateWords(summary)].map(escape).join(" · ")}</p>`,
    bar(summary),
    figures(summary),
    '<div class="tables">',
    models(summary),
    failures(summary),
    "</div></header>\n"
  ].join("")

/** Choices by state: radio buttons before everything that they show or hide. */
export const choices = (summary: BatchSummary): string => {
  const all = [["all", summary.total] as const, ...present(summary)]
  const inputs = all.map(
    ([group], index) =>
      `<input type="radio" name="show" id="show-${group}"${index === 0 ? " checked" : ""}>`
  )
  const labels = all.map(
    ([group, items]) =>
      `<label for="show-${group}">${group[0]?.toUpperCase()}${group.slice(1)} <span>${number(items)}</span></label>`
  )
  return `${inputs.join("")}<nav aria-label="Show">${labels.join("")}</nav>\n`
}
