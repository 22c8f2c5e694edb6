/** Where the studio keeps what it has. Each method is one transaction: it happens whole or not. */
import type { Form } from "../form/Form.js"
import type { Picture } from "../gallery/Picture.js"
import type { Generation } from "../generation/Generation.js"

export interface Contents {
  readonly generations: ReadonlyArray<Generation>
  readonly pictures: ReadonlyArray<Picture>
}

/** A picture with its bytes. */
export interface Kept {
  readonly picture: Picture
  readonly blob: Blob
}

export interface Storage {
  readonly load: () => Promise<Contents>
  readonly addGeneration: (generation: Generation) => Promise<void>
  /**
   * Changes a generation that is there, and gives what it has become; undefined when it is gone, or
   * when `change` leaves it.
   */
  readonly changeGeneration: (
    id: string,
    change: (generation: Generation) => Generation | undefined
  ) => Promise<Generation | undefined>
  readonly removeGeneration: (id: string) => Promise<void>
  /** Puts pictures in the place of a generation; false when it is gone, and then keeps none. */
  readonly finish: (id: string, kept: ReadonlyArray<Kept>) => Promise<boolean>
  /** Also brings a removed one back. */
  readonly addPicture: (kept: Kept) => Promise<void>
  readonly star: (id: string, starred: boolean) => Promise<Picture | undefined>
  readonly removePicture: (id: string) => Promise<Kept | undefined>
  readonly blob: (id: string) => Promise<Blob | undefined>
  /** The form of a tab; of a new tab, the one that was saved last. */
  readonly loadForm: (tab: string) => Promise<Form | undefined>
  readonly saveForm: (tab: string, form: Form) => Promise<void>
}
