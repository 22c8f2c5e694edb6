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
