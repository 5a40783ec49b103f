const paths = {
  pin: 'M9.8 1.7 14.3 6.2M10.6 2.6 6.9 6.2 4 6.9 9.1 12l.7-2.9 3.6-3.7M6.5 9.5 2 14',
  pinned: 'M9.8 1.7 14.3 6.2M10.6 2.6 6.9 6.2 4 6.9 9.1 12l.7-2.9 3.6-3.7ZM6.5 9.5 2 14',
  shield: 'M8 1.8 13.3 3.8V8c0 3.2-2.2 5.2-5.3 6.3C4.9 13.2 2.7 11.2 2.7 8V3.8ZM8 5v3.6M8 10.8v.1',
  error: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  warning: 'M8 2.2 14.4 13.5H1.6ZM8 6.3v3.4M8 11.5v.1',
  information: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 7.2v3.8M8 4.9v.1',
  check: 'M3 8.6 6.4 12 13.2 4.4',
  frozen: 'M4.2 7.3h7.6v6H4.2ZM5.7 7.1V5a2.3 2.3 0 0 1 4.6 0v2.1',
  trainable: 'M4.2 7.3h7.6v6H4.2ZM5.7 7.1V4.6a2.3 2.3 0 0 1 4.5-.6',
  follows: 'M8 2.8v9.4M4.8 9 8 12.2 11.2 9',
  'sliced off':
    'M3 3.2 12 12.6M12.9 3.2 4 12.6M2 13.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M11.2 13.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0',
  new: 'M8 2.5v11M2.5 8h11',
  from: 'M2.5 4h11M8 6.5v6.2M5 9.9 8 12.9 11 9.9',
  grip: 'M4 6.2h8M4 9.8h8',
  cut: 'M3 3.2 12 12.6M12.9 3.2 4 12.6M2 13.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M11.2 13.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0',
  folded: 'M6 3.5 10.5 8 6 12.5',
  open: 'M3.5 6 8 10.5 12.5 6',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  copies: 'M5.5 5.5h7.5V13H5.5ZM3 10.5V3h7.5',
  mixed: 'M4.2 4.2h7.6v7.6H4.2ZM4.4 11.6l7.2-7.2',
  star: 'M8 2 9.8 6l4.3.5-3.2 3 .9 4.3L8 11.6l-3.8 2.2.9-4.3-3.2-3L6.2 6Z',
  starred: 'M8 2 9.8 6l4.3.5-3.2 3 .9 4.3L8 11.6l-3.8 2.2.9-4.3-3.2-3L6.2 6Z',
  best: 'M8 1.5 14.5 8 8 14.5 1.5 8Z',
  try: 'M2.5 3.2h11v9.6h-11ZM2.8 11.2 6 7.8l2.6 2.6 1.8-1.6 2.8 2.6M10.6 5.7v.1',
  report: 'M3.2 2.2h9.6v11.6H3.2ZM5.6 11.2V8.4M8 11.2V5M10.4 11.2V7',
  resume: 'M3.4 3v10M6.4 3.2 13 8l-6.6 4.8Z',
  export: 'M8 10V2.6M5 5.4 8 2.4l3 3M3 9.4v4h10v-4',
  rename: 'M3 13l.6-2.8 7.2-7.2 2.2 2.2-7.2 7.2ZM9.2 4.6l2.2 2.2',
  delete: 'M3 4.4h10M6.2 4.2V2.6h3.6v1.6M4.4 4.6l.6 8.8h6l.6-8.8M6.8 6.8v4.4M9.2 6.8v4.4',
  ascending: 'M8 12.5v-9M4.8 6.6 8 3.4l3.2 3.2',
  descending: 'M8 3.5v9M4.8 9.4 8 12.6l3.2-3.2',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing in the colour of the text; it says nothing to screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      className={`icon icon-${name.replace(' ', '-')}`}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
