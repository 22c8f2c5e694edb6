/** One item of the contact sheet: its pictures or its error, and what is known of it. */
import type { ItemRecord, ItemState, StoredPicture } from "../BatchItem.js"
import { adviceFor, reasonOf } from "./ErrorWords.js"
import { escape, list } from "./Html.js"
import { factsOf, type ItemFacts } from "./ItemFacts.js"
import { duration, moment, money, number } from "./Words.js"

/** What the page is sorted out by. */
export const groups = ["done", "failed", "unknown", "cancelled", "waiting"] as const
export type Group = (typeof groups)[number]

export const groupOf = (state: ItemState): Group =>
  state === "pending" || state === "reserved" || state === "accepted" || state === "made"
    ? "waiting"
    : state

/** Address of a picture as seen from the page; none when a browser can't show it from there. */
export type AddressOf = (picture: StoredPicture) => string | undefined

const shown = 4

const picture = (stored: StoredPicture, facts: ItemFacts, addressOf: AddressOf): string => {
  const address = addressOf(stored)
  if (address === undefined) return `<code>${escape(stored.location)}</code>`
  const source = escape(address)
  return `<a href="${source}"><img loading="lazy" decoding="async" src="${source}" alt="${escape(facts.prompt)}"></a>`
}

const stateWords: Readonly<Record<ItemState, string>> = {
  pending: "Not begun",
  reserved: "Submitting",
  accepted: "At the service",
  made: "Made, not stored yet",
  done: "Done",
  failed: "Failed",
  unknown: "Unknown",
  cancelled: "Cancelled"
}

const advice = ({ error, state }: ItemRecord): string => {
  if (error !== undefined) return adviceFor(error)
  return state === "cancelled" ? "Resume the batch to make it." : ""
}

const absence = (item: ItemRecord): string => {
  const { error, state } = item
  const what = error === undefined ? "" : `<p dir="auto">${escape(error.message)}</p>`
  const help = advice(item)
  return [
    `<div class="absent"><strong>${stateWords[state]}</strong>`,
    error === undefined ? "" : `<code>${escape(reasonOf(error))}</code>`,
    what,
    help === "" ? "" : `<p class="advice">${escape(help)}</p>`,
    "</div>"
  ].join("")
}

const frame = (item: ItemRecord, facts: ItemFacts, addressOf: AddressOf): string => {
  const { pictures } = item
  if (pictures.length === 0) return absence(item)
  const several = pictures.length === 1 ? "" : " several"
  const all = pictures.slice(0, shown).map((stored) => picture(stored, facts, addressOf))
  return `<div class="frame${several}">${all.join("")}</div>`
}

const size = ({ height, width }: ItemFacts): string | undefined =>
  width === undefined || height === undefined ? undefined : `${width} × ${height}`

const line = (...parts: ReadonlyArray<string | undefined>): string => {
  const known = parts.filter((part) => part !== undefined && part !== "")
  return known.length === 0 ? "" : `<p class="facts">${known.map(escapePart).join("")}</p>`
}

const escapePart = (part: string | undefined): string => `<span>${escape(part ?? "")}</span>`

/** Provider and model; one word where they have one name. */
const maker = ({ model, provider }: ItemFacts): string | undefined =>
  model === undefined || model === provider ? provider : model

const details = (item: ItemRecord, facts: ItemFacts): string => {
  const { receipt } = item
  const parameters = receipt?.parameters
  const rows = list([
    ["Name", item.name],
    ["Line", item.line?.toString()],
    ["Provider", facts.provider],
    ["Model", facts.model],
    ["Job", facts.job],
    ["Not shown", parameters?.negativePrompt ?? item.request.negativePrompt],
    ["Steps", parameters?.steps?.toString()],
    ["Guidance", parameters?.guidanceScale?.toString()],
    ["Submissions", number(item.submissions)],
    ["Try", item.try > 1 ? number(item.try) : undefined],
    ["Ended", item.finished === undefined ? undefined : moment(item.finished)],
    ["Note", receipt?.note],
    ...item.warnings.map(({ code, message }) => [code, message] as const),
    ...item.pictures.map(({ location }) => ["Kept as", location] as const)
  ])
  return `<details><summary>Details</summary><dl>${rows}</dl></details>`
}

export const render = (item: ItemRecord, addressOf: AddressOf): string => {
  const facts = factsOf(item)
  const seed = facts.seed === undefined ? undefined : `seed ${facts.seed}`
  const time = facts.duration === undefined ? undefined : duration(facts.duration)
  const cost = facts.cost === undefined ? undefined : money(facts.cost)
  return [
    `<article class="${groupOf(item.state)}" id="item-${item.number}">`,
    frame(item, facts, addressOf),
    `<p class="prompt" dir="auto"><b>${item.number}</b> ${escape(facts.prompt)}</p>`,
    line(size(facts), seed),
    line(maker(facts), time, cost),
    details(item, facts),
    "</article>\n"
  ].join("")
}
