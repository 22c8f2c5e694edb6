/** The page as the build made it of `src/page`; see `scripts/build-studio.mjs`. */

export declare const html: string
/** Of the whole page, in hexadecimal. */
export declare const digest: string
/** As a Content-Security-Policy wants them: `sha256-…`. */
export declare const scriptHash: string
export declare const styleHash: string
