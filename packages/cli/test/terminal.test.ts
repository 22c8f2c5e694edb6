import { stripVTControlCharacters } from "node:util"
import { encode } from "fast-png"
import { TransportError } from "@easel/core/ImageError"
import { Progress, Queued, Restarted } from "@easel/core/ImageEvent"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import { truncate } from "../src/terminal/cellWidth.js"
import { halfBlocks, iterm2, kitty } from "../src/terminal/inlineImage.js"
import { LiveDisplay } from "../src/terminal/LiveDisplay.js"
import { cellsOf } from "../src/terminal/preview.js"
import * as Raster from "../src/terminal/Raster.js"
import { readable } from "../src/terminal/readable.js"
import * as Status from "../src/terminal/Status.js"
import { detect } from "../src/terminal/TerminalSettings.js"

const settings = (env: Record<string, string>, isTTY = true) =>
  detect({ env, isTTY, columns: undefined, rows: undefined })

describe("what a terminal can show", () => {
  it("is decided by the environment", () => {
    const xterm = { TERM: "xterm-256color" }
    assert.strictEqual(settings(xterm).graphics, "Blocks")
    assert.isFalse(settings(xterm).trueColor)
    assert.isTrue(settings({ ...xterm, COLORTERM: "truecolor" }).trueColor)
    assert.strictEqual(settings({ TERM: "xterm-kitty" }).graphics, "Kitty")
    assert.strictEqual(settings({ ...xterm, TERM_PROGRAM: "iTerm.app" }).graphics, "ITerm2")
    assert.strictEqual(settings({ TERM: "vt100" }).graphics, "None")
  })

  it("keeps the protocols out of tmux and screen", () => {
    const inside = { TERM: "tmux-256color", TMUX: "/tmp/tmux", TERM_PROGRAM: "iTerm.app" }
    assert.strictEqual(settings(inside).graphics, "Blocks")
    assert.strictEqual(settings({ TERM: "screen", KITTY_WINDOW_ID: "1" }).graphics, "None")
  })

  it("is nothing in pipes, in CI and on a dumb terminal", () => {
    for (const given of [
      settings({ TERM: "xterm-kitty" }, false),
      settings({ TERM: "xterm-kitty", CI: "true" }),
      settings({ TERM: "dumb" })
    ]) {
      assert.isFalse(given.live)
      assert.strictEqual(given.graphics, "None")
    }
  })

  it("honours NO_COLOR before FORCE_COLOR", () => {
    assert.isFalse(settings({ TERM: "xterm", NO_COLOR: "1" }).color)
    assert.isTrue(settings({ FORCE_COLOR: "1" }, false).color)
    assert.isFalse(settings({ TERM: "xterm", FORCE_COLOR: "0" }).color)
    assert.isFalse(settings({ TERM: "xterm", NO_COLOR: "1", FORCE_COLOR: "1" }).color)
    assert.strictEqual(settings({ TERM: "xterm-256color", NO_COLOR: "1" }).graphics, "None")
  })
})

describe("pictures in the terminal", () => {
  const quarters = new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])

  it("reads PNGs of every depth and kind", () => {
    const rgb = encode({ width: 2, height: 2, data: quarters, channels: 3, depth: 8 })
    assert.deepStrictEqual(Raster.fromPng(rgb, 2, 2).data, quarters)
    const wide = Uint16Array.from(quarters, (value) => value * 257)
    const rgb16 = encode({ width: 2, height: 2, data: wide, channels: 3, depth: 16 })
    assert.deepStrictEqual(Raster.fromPng(rgb16, 2, 2).data, quarters)
    const bits = encode({
      width: 2,
      height: 2,
      data: Uint8Array.of(128, 64),
      channels: 1,
      depth: 1
    })
    assert.deepStrictEqual(
      Array.from(Raster.fromPng(bits, 2, 2).data),
      [255, 255, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255]
    )
    const rgba = Uint8Array.of(200, 100, 50, 255, 200, 100, 50, 0)
    const clear = encode({ width: 2, height: 1, data: rgba, channels: 4, depth: 8 })
    assert.deepStrictEqual(Array.from(Raster.fromPng(clear, 2, 1).data), [200, 100, 50, 0, 0, 0])
  })

  it("averages when it shrinks", () => {
    const png = encode({ width: 2, height: 2, data: quarters, channels: 3, depth: 8 })
    assert.deepStrictEqual(Array.from(Raster.fromPng(png, 1, 1).data), [128, 128, 128])
  })

  it("puts two pixels into each cell", () => {
    const raster = { width: 2, height: 2, data: quarters }
    assert.deepStrictEqual(halfBlocks(raster, true), {
      rows: 1,
      text:
        "\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀" +
        "\x1b[38;2;0;255;0m\x1b[48;2;255;255;255m▀\x1b[0m\n"
    })
    assert.strictEqual(
      halfBlocks(raster, false).text,
      "\x1b[38;5;196m\x1b[48;5;21m▀\x1b[38;5;46m\x1b[48;5;231m▀\x1b[0m\n"
    )
  })

  it("speaks Kitty's protocol in chunks that give the picture back", () => {
    const bytes = Uint8Array.from({ length: 10_000 }, (_, index) => index % 251)
    const { rows, text } = kitty(bytes, 7, 20, 5)
    assert.strictEqual(rows, 5)
    const messages = text
      .split("\x1b_G")
      .slice(1)
      .map((message) => (message.split("\x1b\\")[0] ?? "").split(";"))
    assert.strictEqual(messages[0]?.[0], "a=T,f=100,i=7,p=1,c=20,r=5,C=1,q=2,m=1")
    assert.strictEqual(messages.at(-1)?.[0], "m=0")
    assert.isTrue(messages.every(([, data]) => (data?.length ?? 0) <= 4096))
    const data = messages.map(([, piece]) => piece).join("")
    assert.deepStrictEqual(new Uint8Array(Buffer.from(data, "base64")), bytes)
  })

  it("speaks iTerm2's protocol", () => {
    const { text } = iterm2(Uint8Array.of(1, 2, 3), 20, 5)
    assert.include(text, "\x1b]1337;File=inline=1;size=3;width=20;height=5;")
    assert.include(text, ":AQID\x07")
  })

  it("keeps the shape of a picture", () => {
    const terminal = { columns: 100, rows: 40 }
    assert.deepStrictEqual(cellsOf({ width: 1024, height: 1024 }, terminal), {
      columns: 40,
      rows: 20
    })
    assert.deepStrictEqual(cellsOf({ width: 1024, height: 256 }, terminal), {
      columns: 64,
      rows: 8
    })
    assert.deepStrictEqual(cellsOf({ width: 64, height: 4096 }, { columns: 20, rows: 10 }), {
      columns: 1,
      rows: 6
    })
  })
})

describe("the live line", () => {
  const start = Status.start("sd35", 0)
  const at = (status: Status.Status, columns = 80) =>
    stripVTControlCharacters(Status.line(status, 8300, columns))

  it("shows queue, bar, step, time left and time passed", () => {
    const queued = Status.update(
      start,
      new Queued({ position: 3, size: 12, eta: Duration.seconds(40) })
    )
    assert.match(at(queued), /sd35 {2}3 ahead in the queue of 12 · 40 s left · 8\.3 s$/)
    const progress = new Progress({ fraction: 0.425, step: 17, total: 40, message: "denoising" })
    const working = Status.update(queued, progress)
    assert.match(at(working), /━{8}─{12} {2}42% step 17\/40 · denoising · 8\.3 s$/)
  })

  it("names who makes it now when another one starts over", () => {
    const working = Status.update(Status.start("sd35 2/4", 0), new Progress({ fraction: 0.5 }))
    const cause = new TransportError({ phase: "Wait", reason: "Cut", description: "" })
    const again = Status.update(working, new Restarted({ from: "sd35:a", to: "sketch:b", cause }))
    assert.match(at(again), /sketch 2\/4 {2}again with sketch:b · 8\.3 s$/)
  })

  it("never is wider than the terminal, whatever a service says", () => {
    const message = "画".repeat(200) + "\x1b[2J"
    const status = Status.update(start, new Progress({ fraction: 0.5, message }))
    for (const columns of [10, 40, 80]) {
      const line = at(status, columns)
      const width = Array.from(line).reduce((sum, each) => sum + (each === "画" ? 2 : 1), 0)
      assert.isBelow(width, columns)
      assert.notInclude(line, "\x1b")
    }
  })

  it("counts wide characters", () => {
    assert.strictEqual(truncate("画画画", 5), "画画")
    assert.strictEqual(truncate("e\u0301e", 1), "e\u0301")
  })

  it("takes control characters out", () => {
    assert.strictEqual(readable("a\x1b[31m\u202eb\u009bc\nd"), "a[31mbc d")
  })
})

describe("the live display", () => {
  const open = () => {
    const written: Array<string> = []
    const display = new LiveDisplay((text) => {
      written.push(text)
    })
    return { display, written, take: () => written.splice(0).join("") }
  }

  it("redraws in place and gives the cursor back", () => {
    const { display, take } = open()
    display.set(1, Status.start("sd35", Date.now()))
    display.draw()
    assert.include(take(), "\x1b[?25l")
    display.show({ rows: 3, text: "picture\n\n\n" })
    display.draw()
    assert.include(take(), "\x1b[1A\r\x1b[Jpicture")
    display.draw()
    const again = take()
    assert.notInclude(again, "picture")
    assert.include(again, "\x1b[1A\r\x1b[J")
    display.close()
    assert.strictEqual(take(), "\x1b[4A\r\x1b[J\x1b[?25h")
    display.draw()
    display.close()
    assert.strictEqual(take(), "")
  })

  it("takes a picture away that erasing leaves behind", () => {
    const { display, take } = open()
    display.show({ rows: 1, text: "one\n", erase: "<erase>" })
    display.draw()
    take()
    display.show({ rows: 1, text: "two\n", erase: "<erase>" })
    display.draw()
    assert.match(take(), /<erase>.*two/s)
    display.keep({ rows: 1, text: "final\n" })
    assert.match(take(), /<erase>.*final/s)
  })

  it("sums up many generations", () => {
    const { display, take } = open()
    for (let n = 1; n <= 9; n++) display.set(n, Status.start(`sd35 ${n}/9`, Date.now()))
    display.draw()
    const frame = take()
    assert.include(frame, "sd35 6/9")
    assert.notInclude(frame, "sd35 7/9")
    assert.include(frame, "and 3 more")
  })
})
