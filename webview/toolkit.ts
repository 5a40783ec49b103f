import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { createElement, type ReactNode } from 'react';

// The only file that knows the toolkit: its elements behind components of our own.
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeRadio(),
  vsCodeRadioGroup(),
  vsCodeTextField(),
);

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly look?: 'primary' | 'secondary' | 'icon';
  /** It can't be pressed now. It keeps the focus all the same, for what was pressed is often the reason. */
  readonly disabled?: boolean;
  /** The name for screen readers, where the text alone does not say it. */
  readonly label?: string;
  readonly title?: string | undefined;
  /** For one that stays pressed: whether it is. */
  readonly pressed?: boolean;
}

// The toolkit hands its buttons' state on to nobody: it is set where the role is.
const shownAsPressed = (pressed: boolean) => (element: HTMLElement | null) =>
  element?.shadowRoot?.querySelector('button')?.setAttribute('aria-pressed', String(pressed));

export function Button({
  children,
  onPress,
  look = 'secondary',
  disabled = false,
  label,
  title,
  pressed,
}: ButtonProps) {
  return createElement(
    'vscode-button',
    {
      appearance: look,
      'aria-disabled': String(disabled),
      'aria-label': label,
      'data-pressed': pressed,
      title,
      ref: pressed === undefined ? undefined : shownAsPressed(pressed),
      onClick: disabled ? undefined : onPress,
    },
    children,
  );
}

// The toolkit names its checkboxes and fields after their text when they enter the page: ours have none.
const named = (label: string) => (element: HTMLElement | null) => element?.setAttribute('aria-label', label);

interface CheckboxProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: string;
}

/** A checkbox without text beside it; `label` is its name. */
export function Checkbox({ checked, onChange, label }: CheckboxProps) {
  const changed = (event: Event) => {
    const now = (event.target as HTMLInputElement).checked;
    if (now !== checked) onChange(now);
  };
  return createElement('vscode-checkbox', { checked, ref: named(label), onchange: changed });
}

interface SearchFieldProps {
  readonly value: string;
  readonly label: string;
  readonly onChange: (value: string) => void;
}

export function SearchField({ value, label, onChange }: SearchFieldProps) {
  const changed = (event: Event) => onChange((event.target as HTMLInputElement).value);
  return createElement('vscode-text-field', {
    value,
    placeholder: label,
    ref: named(label),
    oninput: changed,
  });
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a few: radio buttons in a row. */
export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const changed = (event: Event) => {
    const chosen = options.find((option) => option.value === (event.target as HTMLInputElement).value);
    if (chosen && chosen.value !== value) onChange(chosen.value);
  };
  return createElement(
    'vscode-radio-group',
    { value, 'aria-label': label, onchange: changed },
    options.map((option) =>
      createElement('vscode-radio', { key: option.value, value: option.value }, option.text),
    ),
  );
}
