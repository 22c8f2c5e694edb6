/** Version of the package, put in when the program is bundled. */
declare const EASEL_VERSION: string

/** Whether this form of the program can load plugins: it shares `effect` and core with them. */
declare const EASEL_HOST: boolean
