/** How the contact sheet looks, by day and by night, on screens and on paper. */
import { groups } from "./PageItem.js"

const chosen = groups.map((group) => `#show-${group}:checked~main>:not(.${group})`).join(",")

const pressed = ["all", ...groups]
  .map((group) => `#show-${group}:checked~nav [for=show-${group}]`)
  .join(",")

const focused = ["all", ...groups]
  .map((group) => `#show-${group}:focus-visible~nav [for=show-${group}]`)
  .join(",")

export const pageStyle = `
:root{color-scheme:light dark;
--paper:light-dark(#f6f4f0,#141210);--surface:light-dark(#fffefc,#1e1b18);
--ink:light-dark(#211d19,#f2ede6);--soft:light-dark(#6a625a,#aba197);
--line:light-dark(#e3ddd4,#37312b);--wash:light-dark(#efeae3,#2a2521);
--accent:light-dark(#a5431d,#f2986d);--done:light-dark(#5b7a52,#8fb583);
--failed:light-dark(#a3231b,#ff9b8f);--unknown:light-dark(#8a5a00,#e9b95c);
--quiet:light-dark(#a89d91,#6b6259)}
*{box-sizing:border-box;margin:0}
body{background:var(--paper);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;padding:clamp(1.25rem,4vw,4rem);max-width:1760px;margin:auto;-webkit-text-size-adjust:100%}
code,.figures dd,.facts,td:first-child,.prompt b,nav span{font-variant-numeric:tabular-nums}
code{font:12px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
header{margin-bottom:2.5rem}
.kicker{color:var(--accent);font-size:12px;letter-spacing:.12em;text-transform:uppercase}
h1{font:400 clamp(2.25rem,5vw,3.75rem)/1.1 ui-serif,"Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif;letter-spacing:-.015em;overflow-wrap:anywhere;margin:.1em 0 .2em}
.source{color:var(--soft);overflow-wrap:anywhere}
.bar{display:block;width:100%;height:6px;border-radius:3px;background:var(--wash);margin:1.75rem 0 1.5rem}
rect.done{fill:var(--done)}rect.failed{fill:var(--failed)}rect.unknown{fill:var(--unknown)}
rect.cancelled{fill:var(--quiet)}rect.waiting{fill:var(--wash)}
.figures{display:flex;flex-wrap:wrap;gap:1rem 3rem}
dt{color:var(--soft);font-size:12.5px}
.figures dd{font-size:1.6rem;line-height:1.25;letter-spacing:-.01em}
.tables{display:flex;flex-wrap:wrap;gap:1.5rem 4rem;margin-top:2rem}
h2{font-size:12.5px;font-weight:400;color:var(--soft);margin-bottom:.35rem}
table{border-collapse:collapse;font-size:14px}
td{padding:.15rem 1.25rem .15rem 0;vertical-align:top;overflow-wrap:anywhere}
td:first-child{text-align:right}
.errors td:nth-child(2){color:var(--failed);white-space:nowrap}
.errors td:nth-child(3){color:var(--soft);max-width:38rem}
input{position:absolute;opacity:0;pointer-events:none}
nav{position:sticky;top:0;z-index:1;display:flex;gap:.25rem;overflow-x:auto;scrollbar-width:none;background:var(--paper);border-block:1px solid var(--line);padding:.6rem 0;margin-bottom:2rem}
label{padding:.3rem .8rem;white-space:nowrap;border-radius:99px;color:var(--soft);cursor:pointer}
label:hover{color:var(--ink)}label span{opacity:.7;margin-left:.15rem}
${pressed}{background:var(--ink);color:var(--paper)}
${focused}{outline:2px solid var(--accent);outline-offset:-2px}
${chosen}{display:none}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,232px),1fr));gap:2.25rem 1.5rem;align-items:start}
article{content-visibility:auto;contain-intrinsic-size:auto 250px auto 350px;min-width:0}
.frame,.absent{aspect-ratio:1;border-radius:4px;overflow:hidden;margin-bottom:.7rem}
.frame{background:var(--wash);display:grid}
.frame.several{grid-template:1fr 1fr/1fr 1fr;gap:2px;background:none}
.frame.several>*{background:var(--wash)}
.frame>*{min-width:0;min-height:0}
.frame code{padding:1rem;align-self:end;color:var(--soft)}
.frame a{display:block;height:100%}
.frame a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
img{display:block;width:100%;height:100%;object-fit:contain;color:var(--soft);font-size:12px}
.absent{border:1px solid var(--line);background:var(--surface);padding:1rem;display:flex;flex-direction:column;gap:.35rem;font-size:13.5px;overflow:auto;overflow-wrap:anywhere}
.absent strong{font:400 1.25rem/1.2 ui-serif,"Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif}
.failed .absent strong{color:var(--failed)}.unknown .absent strong{color:var(--unknown)}
.absent code,.absent p{color:var(--soft)}.absent p{white-space:pre-line}
.absent .advice{color:var(--ink);margin-top:auto;padding-top:.35rem}
.prompt{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;overflow-wrap:anywhere;line-height:1.4;margin-bottom:.25rem}
.prompt b{font-weight:400;color:var(--accent);margin-right:.3rem}
article:has([open]) .prompt{-webkit-line-clamp:none}
.facts{color:var(--soft);font-size:13px;overflow-wrap:anywhere}
.facts span+span::before{content:" · "}
details{font-size:13px;color:var(--soft)}
summary{cursor:pointer;width:max-content;list-style:none;border-radius:2px}
summary::-webkit-details-marker{display:none}
summary::after{content:" +"}[open]>summary::after{content:" −"}
summary:hover{color:var(--ink)}
details dl{border-left:2px solid var(--line);padding-left:.75rem;margin:.35rem 0;display:grid;gap:.35rem}
details dl div{display:grid;grid-template-columns:5.25rem 1fr;gap:.5rem}details dt{font-size:12px;line-height:1.65;overflow-wrap:anywhere}details dd{color:var(--ink);overflow-wrap:anywhere;white-space:pre-line}
footer{color:var(--soft);font-size:13px;border-top:1px solid var(--line);margin-top:3.5rem;padding-top:1rem}
@media print{nav,details{display:none}article{break-inside:avoid;content-visibility:visible}body{padding:0}}
`
