/** What `easel --help` says; the help of each command is made from its flags. */
export const help = (
  version: string
): string => `easel ${version}: makes pictures with any image generator

usage
  easel generate <prompt…>    a picture from a prompt; its path on stdout
  easel show FILE             how a picture was made
  easel reproduce FILE        the same picture again
  easel providers [id]        the providers, or everything about one
  easel models                every model of every provider
  easel batch                 thousands of pictures from a file: run, status, resume, report
  easel worker                takes part in the batches of other machines
  easel plugins               list, add, remove or check plugins
  easel serve                 a gateway over HTTP: OpenAI's API, its own, MCP, a page
  easel mcp                   tools for assistants, on stdin and stdout
  easel doctor                what is configured and what can be reached
  easel sandbox               stand-ins of the services, to try things on

often used with generate
  -p, --provider id           -m, --model name        -o, --output file|folder|template|-
  --width n  --height n       --aspect-ratio W:H      -n, --count n
  --seed n                    --steps n               --guidance-scale x
  --negative-prompt text      --set key=value         --timeout 90s
  --fallback id,id            --retries n             --cache
  --json                      --quiet                 --dry-run
  --plugin name|path

examples
  easel generate "A cat wearing a hat"
  easel generate -p sd35 --aspect-ratio 16:9 --seed 7 "A lighthouse in a storm"
  echo "A fox" | easel generate - -o foxes/{slug}-{seed}.{ext} -n 3

  easel <command> --help      every flag of a command
  easel --completions bash    a completion script; zsh and fish too

environment
  EASEL_PROVIDER              provider that is used when none is named
  EASEL_PROXY                 proxy for every connection, as HTTPS_PROXY is
  EASEL_DATABASE              where batches are kept: a file, or postgres://…
  XDG_CACHE_HOME              where --cache keeps pictures; default ~/.cache
  EASEL_SERVER_API_KEYS       keys that easel serve asks for, with commas between them
  OTEL_EXPORTER_OTLP_ENDPOINT where traces are sent; the other usual OTEL_ variables too
  NO_COLOR, FORCE_COLOR       never, or always, use colours
  EASEL_DEBUG=1               print the stack of an error

exit codes
  0 done   1 unexpected   2 usage   3 refused by the service   4 answer not understood
  5 connection or download   6 timeout   7 partly done   130 interrupted`

/** What `easel plugins` says. */
export const pluginsHelp = `easel plugins: providers that do not come with Easel

usage
  easel plugins list [--json]                    every plugin, where it is named, its state
  easel plugins add <name|path> [--global]       name one in easel.config.json
  easel plugins remove <name|path> [--global]    take it out again
  easel plugins check [<name|path>] [--json]     check it against the stand-in that it brings

A plugin is code that runs with your rights: name only those that you trust. They are named in
easel.config.json, in the project's folder or (--global) in the folder of your own settings, or by
--plugin. Packages are looked up from there; easel installs nothing.

examples
  npm install @acme/easel-provider-lantern && easel plugins add @acme/easel-provider-lantern
  easel plugins add ./plugins/mine.js
  easel generate --plugin ./plugins/mine.js -p mine "A cat wearing a hat"`

/** What `easel batch` says. */
export const batchHelp = `easel batch: thousands of pictures, none lost, none paid twice

usage
  easel batch run FILE [flags]        a picture for every line of the file
  easel batch status [ID]             how it stands
  easel batch list                    every batch
  easel batch resume ID               go on with one that was stopped, paused or cancelled
  easel batch retry ID [--failed] [--unknown] [--cancelled]
                                      make once more what failed
  easel batch cancel ID               stop it, at the services too
  easel batch report ID [-o FILE]     every item: JSONL, CSV, or a page of thumbnails

The file is JSONL, or CSV with a header: a request on each line. How far each of them is stands in
a database, .easel/batches.db in the current folder unless --database or EASEL_DATABASE names
another one, so that the same command goes on where it was stopped, killed or switched off. With a
database on PostgreSQL (postgres://…) other machines take part: easel worker.

examples
  easel batch run cats.csv -p sd35 --prompt "A {color} cat" --name "{color}"
  easel batch run cats.csv --dry-run
  easel batch run big.jsonl --concurrency 16 --rate 60/min --budget 5000 --out s3://bucket/big
  easel batch report cats-1a2b3c -o cats.html

exit codes
  0 every picture is there   2 usage, or a mistake in the file   5 the database or the place of
  the pictures   7 some failed, are unknown, or the batch is paused   130 interrupted`
