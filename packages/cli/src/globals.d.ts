/** Version of the package, put in when the program is bundled. */
declare const EASEL_VERSION: string
