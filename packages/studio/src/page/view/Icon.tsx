/** Line icons on a grid of 24. */
const paths = {
  star: "M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8z",
  compare: "M12 3v18M5 6h4v12H5zM15 6h4v12h-4z",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  info: "M12 11v6M12 7.5v.01M12 3a9 9 0 100 18 9 9 0 000-18z",
  close: "M6 6l12 12M18 6L6 18",
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  retry: "M20 12a8 8 0 11-2.5-5.8M20 3v4h-4",
  dice: "M5 5h14v14H5zM9 9v.01M15 9v.01M12 12v.01M9 15v.01M15 15v.01",
  search: "M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l4.5 4.5",
  add: "M12 5v14M5 12h14",
  keys: "M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M18 10v.01M8 14h8",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  light:
    "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5",
  dark: "M20 14.5A8 8 0 119.5 4a6.5 6.5 0 0010.5 10.5z",
  warning: "M12 4l9 16H3zM12 10v4M12 17v.01"
}

export type IconName = keyof typeof paths

export const Icon = ({ filled = false, name }: { name: IconName; filled?: boolean }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" data-filled={filled || undefined}>
    <path d={paths[name]} />
  </svg>
)
