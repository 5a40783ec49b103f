// Blue for right answers, validation and trained layers; orange for mistakes, warnings and training curves: the pair that all
// kinds of colour blindness tell apart. Every colour of text has a contrast of 4.5 or more on its ground.
const light = `color-scheme:light;
--ground:#fff;--soft:#f5f6f8;--line:#dfe3e8;--text:#1b1f24;--muted:#59636e;
--blue:#0a5fa8;--orange:#a84b00;--blue-shade:10 95 168;--orange-shade:221 107 0;--strong-line:#8b949e;`;
const dark = `color-scheme:dark;
--ground:#15181c;--soft:#1e2228;--line:#343a42;--text:#e8eaed;--muted:#a0a9b4;
--blue:#79b8f5;--orange:#f2a65e;--blue-shade:70 150 235;--orange-shade:235 130 40;--strong-line:#6e7781;`;

const themes = `
body{${light}}
@media (prefers-color-scheme:dark){body{${dark}}}
body.vscode-light,body.vscode-high-contrast-light{${light}}
body.vscode-dark,body.vscode-high-contrast:not(.vscode-high-contrast-light){${dark}}
body.vscode-high-contrast:not(.vscode-high-contrast-light){--ground:#000;--soft:#0d0f12;--line:#8b949e;--muted:#d3d9df}
@media print{body,body[class]{${light}}}`;

const text = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;padding:0;background:var(--ground);color:var(--text);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums lining-nums}
main{max-width:1060px;margin:0 auto;padding:clamp(24px,5vw,64px) clamp(16px,4vw,40px) 96px}
h1{font-size:clamp(1.25rem,1.05rem + .9vw,1.65rem);line-height:1.36;font-weight:650;letter-spacing:-.012em;
margin:.35em 0 .6em;max-width:32em;text-wrap:pretty;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.3;font-weight:650;letter-spacing:-.008em;margin:0 0 .8em}
h3{font-size:1rem;font-weight:650;margin:1.8em 0 .5em}
p,li{max-width:46em}p{margin:0 0 1em}
.lead{font-size:1.08rem}
.eyebrow{color:var(--muted);font-size:.88rem;margin:0;overflow-wrap:anywhere}
section{margin-top:52px;padding-top:36px;border-top:1px solid var(--line)}
small{display:block;font-weight:400;color:var(--muted);font-size:.82rem}
.muted{color:var(--muted)}.strong{font-weight:650}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em;
background:none;color:inherit;padding:0}
code{overflow-wrap:anywhere;unicode-bidi:isolate}
pre{background:var(--soft);padding:16px 18px;border-radius:8px;overflow:auto;line-height:1.5;tab-size:2}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
details{margin:12px 0}
summary{cursor:pointer;padding:7px 0;color:var(--text);overflow-wrap:anywhere}
summary::marker{color:var(--muted)}
ul.plain{list-style:none;padding:0;margin:0}ul.plain li{margin:.45em 0;overflow-wrap:anywhere}
.tag{display:inline-block;font-size:.8rem;font-weight:650;line-height:1.5;padding:1px 9px;border-radius:99px;
border:1px solid currentColor;margin-right:4px}
.tag.good,.tag.information{color:var(--blue)}.tag.warning,.tag.error{color:var(--orange)}.tag.neutral{color:var(--muted)}
.tag.error{border-width:2px}`;

const uprightText = `writing-mode:vertical-rl;transform:rotate(180deg);max-height:12em;overflow:hidden;
text-overflow:ellipsis;white-space:nowrap;margin:auto;display:inline-block`;

const tables = `
.scroll{overflow-x:auto;margin:0 0 22px;position:relative;
background:linear-gradient(to left,var(--ground) 30%,transparent) right/36px 100% no-repeat local,
linear-gradient(to left,rgb(127 127 127/.35),transparent) right/14px 100% no-repeat scroll}
table{border-collapse:collapse;font-size:.93rem;min-width:min(100%,420px)}
caption{text-align:left;color:var(--muted);font-size:.88rem;padding:0 0 10px;
position:sticky;left:0;max-width:min(52em,calc(100vw - 36px))}
th,td{text-align:left;vertical-align:middle;padding:7px 18px 7px 0;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:2px}
thead th{font-size:.82rem;font-weight:600;color:var(--muted);vertical-align:bottom;border-bottom-color:var(--strong-line)}
tbody th,tfoot th{font-weight:500;overflow-wrap:anywhere;min-width:7em;max-width:22em}
tfoot th,tfoot td{border-bottom:0;color:var(--muted)}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums lining-nums}
tr.chosen th,tr.chosen td{background:rgb(var(--blue-shade)/.14);font-weight:650}
.results,.times{width:100%}
.results td,.results th{padding-top:10px;padding-bottom:10px}
@media (min-width:760px){.results tbody th{min-width:17.5em}}
@media (min-width:760px){.depths tbody th{min-width:16em}}
@media (max-width:640px){.depths .more{display:none}}
.wide{width:100%;min-width:150px}.scale{display:flex;justify-content:space-between}
.bar-cell{min-width:96px;width:23%;padding-right:12px}.scores{width:100%}.scores th[colspan]{text-align:left}
.scores td,.scores th{padding-right:14px}
.bar{display:block;width:100%;height:16px;overflow:visible}
.bar line{vector-effect:non-scaling-stroke}
.rail{stroke:var(--line);stroke-width:1}.whisker{stroke:rgb(var(--blue-shade)/.45);stroke-width:7}
.point{stroke:var(--text);stroke-width:3}.bar .majority{stroke:var(--text);stroke-width:2;stroke-dasharray:2 2}
.bar .chance{stroke:var(--text);stroke-width:1}
.error-ground{stroke:var(--ground);stroke-width:5}.error-bar{stroke:var(--text);stroke-width:2}
.track{fill:var(--soft)}.part{fill:var(--blue)}.whole{max-width:640px;margin:-2px 0 26px}
.matrix{width:auto;min-width:0}.matrix th,.matrix td{border:1px solid var(--ground);padding:5px 8px}
.matrix td{text-align:center;min-width:40px;height:36px;background:var(--soft)}
.matrix tbody th{text-align:right;padding-right:10px;max-width:15em;min-width:4em}
.matrix thead th{text-align:center;max-width:9em;overflow-wrap:anywhere}
.matrix .corner{white-space:nowrap;text-align:right;font-weight:400}
.matrix .total{background:none;color:var(--muted)}.matrix td.none{color:var(--muted)}
.upright{${uprightText}}
${Array.from({ length: 10 }, (_, index) => index + 1)
  .map(
    (shade) => `.matrix .right${shade}{background:rgb(var(--blue-shade)/${(0.06 + shade * 0.039).toFixed(3)})}
.matrix .wrong${shade}{background:rgb(var(--orange-shade)/${(0.14 + shade * 0.036).toFixed(3)})}`,
  )
  .join('\n')}
.layers{width:100%}
.layers thead th:first-child{width:30%}.layers thead th:nth-child(2){width:24%}.layers thead th:nth-child(3){width:8%}
.state{white-space:nowrap}.state.trained{color:var(--blue);font-weight:650}`;

const parts = `
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:18px 28px;margin:22px 0 28px}
.facts.long{grid-template-columns:repeat(auto-fill,minmax(280px,1fr))}
dt{color:var(--muted);font-size:.84rem}dd{margin:0;overflow-wrap:anywhere}
.checks{list-style:none;margin:0 0 18px;padding:0;display:grid;gap:16px;
grid-template-columns:repeat(auto-fit,minmax(250px,1fr))}
.check{background:var(--soft);border-radius:10px;padding:18px 20px}.check h3{margin:.6em 0 .3em}.check p{margin:0}
figure{margin:0}
.figures{display:grid;gap:28px 36px;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));margin:8px 0 12px}
figcaption{font-weight:650}
.chart{display:block;width:100%;height:auto;overflow:visible}
.tick{font-size:12px;fill:var(--muted);paint-order:stroke;stroke:var(--ground);stroke-width:3px}.tick.strong{fill:var(--text);font-weight:650}
.grid{stroke:var(--line);stroke-width:1}.band0{fill:none}.band1{fill:var(--soft)}
.edge{stroke:var(--strong-line);stroke-width:1}.chart .majority{stroke:var(--muted);stroke-width:1.2;stroke-dasharray:2 3}
.line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.training.line{stroke:var(--orange);stroke-width:1.8;stroke-dasharray:5 4}.validation.line{stroke:var(--blue)}
.training.dot,.training.off,text.training{fill:var(--orange)}.validation.dot,.validation.off,text.validation{fill:var(--blue)}
.name{font-size:12.5px;font-weight:600}
.bestline{stroke:var(--text);stroke-width:1;stroke-dasharray:1 3}
.best{fill:var(--ground);stroke:var(--text);stroke-width:2.2}
.pictures{list-style:none;margin:22px 0 0;padding:0;display:grid;gap:24px 18px;
grid-template-columns:repeat(auto-fill,minmax(124px,1fr))}
.pictures img,.no-picture{display:block;width:100%;height:auto;aspect-ratio:1;object-fit:cover;border-radius:8px;
background:var(--soft);margin-bottom:7px}
.no-picture{display:grid;place-items:center;color:var(--muted);font-size:.82rem}
.pictures figcaption{font-weight:400;font-size:.88rem;line-height:1.4;overflow-wrap:anywhere}
.pictures figcaption>span{display:block}.said{font-weight:650;color:var(--orange)}
.file{color:var(--muted);font-size:.78rem}
.cut{display:flex;align-items:center;gap:14px;max-width:none;color:var(--text);margin:6px 0 20px;font-size:.93rem}
.cut::before,.cut::after{content:"";flex:1 1 20px;border-top:2px dashed var(--text)}
.cut span{flex:0 1 auto;text-align:center;overflow-wrap:anywhere}`;

// Half of an editor's window, or a telephone: closer columns, heads on two lines, and less that is said twice. What is
// still wider scrolls by itself, under its row's name.
const narrow = `
@media (max-width:820px){
.matrix .level{${uprightText}}
section{margin-top:40px;padding-top:28px}
table{font-size:.86rem;min-width:100%}
th,td,.scores td,.scores th{padding-right:10px}
thead th{font-size:.78rem}thead .number{white-space:normal}
tbody th,tfoot th{min-width:5em}.results tbody th,.times tbody th{min-width:11em;overflow-wrap:normal}
.scroll tbody th,.scroll tfoot th{position:sticky;left:0;background:var(--ground)}
tr.chosen th{background:linear-gradient(rgb(var(--blue-shade)/.14) 0 0),var(--ground)}
.wide{min-width:64px}
.bar-cell{min-width:48px}
.layers th:nth-child(3),.layers td:nth-child(3){display:none}.layers thead th:first-child,.layers thead th:nth-child(2){width:auto}
.layers tbody th{min-width:8.5em}.layers td:nth-child(2){min-width:9.5em;overflow-wrap:anywhere}
.matrix{min-width:0}.matrix th,.matrix td{padding:4px 5px}.matrix td{min-width:32px;height:32px}
.matrix tbody th{max-width:9em}
.facts.long{grid-template-columns:repeat(auto-fill,minmax(min(100%,260px),1fr))}
.pictures{grid-template-columns:repeat(auto-fill,minmax(108px,1fr))}}
@media (max-width:620px){
th,td{padding-right:8px}.scores td,.scores th{padding-right:5px}
.results tbody th,.times tbody th{min-width:clamp(6.4em,20vw,11em)}
.scores td.bar-cell{width:0;min-width:0;max-width:0;padding:0;overflow:hidden}.bar-cell .bar{display:none}
.facts:not(.long){grid-template-columns:repeat(auto-fill,minmax(130px,1fr))}
.layers th:nth-child(4),.layers td:nth-child(4){display:none}}`;

const print = `
@media print{main{max-width:none;padding:0}body{font-size:10.5pt}section{margin-top:22pt;padding-top:14pt}
.scroll{overflow:visible}h2,h3,caption{break-after:avoid}figure,tr,.check,.pictures li{break-inside:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:16mm}}`;

/** The page's whole style sheet. */
export const pageStyle = `${themes}${text}${tables}${parts}${narrow}${print}`;
