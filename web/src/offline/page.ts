/* The script of the offline page: colours, tabs, size and place of the pictures, explanations, copying.

   The page says everything without it; what only works with it is hidden until it runs. Nothing is stored, and nothing
   is loaded. */

type Point = { x: number; y: number };

const LARGEST = 4;
const SMALLEST = 0.2;
/** Below this size the words of a picture cannot be read; it starts at a comfortable one then, and is moved instead. */
const READABLE = 0.6;
const COMFORTABLE = 0.85;
const STEP = 1.25;
const LEAVING = 180;
const EDGE = 8;
const DRAG = 4;

function found<Kind extends Element>(kind: new () => Kind, selector: string, root: ParentNode = document): Kind[] {
  return [...root.querySelectorAll(selector)].filter((one): one is Kind => one instanceof kind);
}

function between(low: number, value: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

// Colours -------------------------------------------------------------------------------------------------------------

function startTheme(): void {
  const page = document.documentElement;
  const asked = window.matchMedia("(prefers-color-scheme: dark)");
  for (const button of found(HTMLButtonElement, "#theme")) {
    const isDark = (): boolean => (page.getAttribute("data-theme") ?? (asked.matches ? "dark" : "light")) === "dark";
    const name = (): void => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", isDark() ? "Light colours" : "Dark colours");
    };
    button.addEventListener("click", () => {
      page.setAttribute("data-theme", isDark() ? "light" : "dark");
      name();
    });
    asked.addEventListener("change", name);
    name();
    button.hidden = false;
  }
}

// Pictures ------------------------------------------------------------------------------------------------------------

/** A picture in its frame: the frame scrolls, so that the keyboard, a finger and the scroll bars move it by themselves. */
class Stage {
  private readonly natural: { width: number; height: number };
  private scale = 1;
  private isFitted = true;

  constructor(
    private readonly frame: HTMLElement,
    private readonly picture: SVGSVGElement,
  ) {
    const { width, height } = picture.viewBox.baseVal;
    this.natural = { width, height };
    frame.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    frame.addEventListener("dblclick", (event) => this.zoom(STEP * STEP, { x: event.clientX, y: event.clientY }));
    frame.addEventListener("keydown", (event) => this.pressed(event));
    frame.addEventListener("pointerdown", (event) => this.grabbed(event));
    this.followFingers();
    new ResizeObserver(() => this.resized()).observe(frame);
    this.fit();
  }

  /** As wide as the frame, unless that were too small to read. */
  fit(): void {
    const room = this.frame.clientWidth;
    if (room === 0) return;
    this.isFitted = true;
    const fitting = Math.min(room / this.natural.width, 1);
    this.draw(fitting < READABLE ? COMFORTABLE : fitting);
    this.frame.style.height = "";
  }

  /** Larger or smaller around a point of the window, the middle of the frame by default. */
  zoom(factor: number, around: Point = this.middle()): void {
    const scale = between(SMALLEST, this.scale * factor, LARGEST);
    const before = this.picture.getBoundingClientRect();
    const share = { x: (around.x - before.left) / before.width, y: (around.y - before.top) / before.height };
    // The frame keeps its height: the page below stays where it is.
    this.frame.style.height = `${this.frame.offsetHeight}px`;
    this.isFitted = false;
    this.draw(scale);
    const after = this.picture.getBoundingClientRect();
    this.frame.scrollLeft += after.left + share.x * after.width - around.x;
    this.frame.scrollTop += after.top + share.y * after.height - around.y;
  }

  private draw(scale: number): void {
    this.scale = scale;
    this.picture.style.width = `${this.natural.width * scale}px`;
    this.picture.style.height = `${this.natural.height * scale}px`;
    const { frame } = this;
    frame.classList.toggle(
      "is-movable",
      frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight,
    );
  }

  private middle(): Point {
    const { left, top, width, height } = this.frame.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }

  private resized(): void {
    if (this.isFitted) this.fit();
  }

  private wheeled(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoom(Math.exp(-between(-50, event.deltaY, 50) / 150), { x: event.clientX, y: event.clientY });
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }

  private grabbed(event: PointerEvent): void {
    if (event.pointerType !== "mouse" || event.button !== 0 || event.target === this.frame) return;
    const { frame } = this;
    const start = { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop };
    const origin = { x: event.clientX, y: event.clientY };
    const done = new AbortController();
    const moved = (now: PointerEvent): void => {
      if (!frame.classList.contains("is-moving")) {
        if (Math.hypot(now.clientX - origin.x, now.clientY - origin.y) < DRAG) return;
        frame.classList.add("is-moving");
        frame.setPointerCapture(now.pointerId);
      }
      frame.scrollLeft = start.x - now.clientX;
      frame.scrollTop = start.y - now.clientY;
    };
    const released = (): void => {
      frame.classList.remove("is-moving");
      done.abort();
    };
    window.addEventListener("pointermove", moved, { signal: done.signal });
    window.addEventListener("pointerup", released, { signal: done.signal });
    window.addEventListener("pointercancel", released, { signal: done.signal });
  }

  /** One finger scrolls as everywhere else; two change the size. Only touch events can tell the browser to leave them. */
  private followFingers(): void {
    let before = 0;
    const read = (event: TouchEvent): { apart: number; middle: Point } | null => {
      const [one, other] = event.touches;
      if (one === undefined || other === undefined || event.touches.length !== 2) return null;
      return {
        apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
        middle: { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 },
      };
    };
    const follow = (event: TouchEvent): void => {
      const fingers = read(event);
      if (fingers === null) return;
      event.preventDefault();
      if (event.type === "touchmove" && before > 0) this.zoom(fingers.apart / before, fingers.middle);
      before = fingers.apart;
    };
    this.frame.addEventListener("touchstart", follow, { passive: false });
    this.frame.addEventListener("touchmove", follow, { passive: false });
  }
}

function startPictures(): void {
  const stages = new Map<Element, Stage>();
  for (const frame of found(HTMLElement, ".stage")) {
    const [picture] = found(SVGSVGElement, "svg", frame);
    if (picture !== undefined) stages.set(frame, new Stage(frame, picture));
  }
  const act = (action: string | null): void => {
    for (const [frame, stage] of stages) {
      if (frame.closest("[hidden]") !== null) continue;
      if (action === "in") stage.zoom(STEP);
      else if (action === "out") stage.zoom(1 / STEP);
      else stage.fit();
    }
  };
  for (const button of found(HTMLButtonElement, "[data-zoom]")) {
    button.addEventListener("click", () => act(button.getAttribute("data-zoom")));
  }
  for (const hidden of found(HTMLElement, ".zoom, .how")) hidden.hidden = false;
}

// Tabs ----------------------------------------------------------------------------------------------------------------

function startTabs(): void {
  const tabs = found(HTMLButtonElement, "[role=tab]");
  const choose = (chosen: HTMLButtonElement): void => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel !== null) panel.hidden = tab !== chosen;
    }
  };
  const places: Record<string, (at: number) => number> = {
    ArrowRight: (at) => (at + 1) % tabs.length,
    ArrowLeft: (at) => (at + tabs.length - 1) % tabs.length,
    Home: () => 0,
    End: () => tabs.length - 1,
  };
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const next = tabs[places[event.key]?.(at) ?? -1];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
      choose(next);
    });
  });
  const [first] = tabs;
  if (first === undefined) return;
  choose(first);
  for (const list of found(HTMLElement, "[role=tablist]")) list.hidden = false;
}

// Explanations --------------------------------------------------------------------------------------------------------

/** The one explanation that is shown: near its part, inside the window, there until it is left or Escape is pressed. */
class Explanation {
  private part: Element | null = null;
  private leaving = 0;

  constructor(private readonly box: HTMLElement) {
    document.addEventListener("pointerover", (event) => this.over(event.target));
    document.addEventListener("focusin", (event) => this.focused(event.target));
    document.addEventListener("focusout", () => this.hide());
    document.addEventListener("click", (event) => this.clicked(event.target));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
    });
    document.addEventListener("scroll", () => this.place(), { capture: true, passive: true });
    document.documentElement.addEventListener("pointerleave", () => this.leave());
  }

  private over(target: EventTarget | null): void {
    const part = explainable(target);
    if (part !== null) this.show(part);
    else if (target instanceof Node && this.box.contains(target)) window.clearTimeout(this.leaving);
    else this.leave();
  }

  private focused(target: EventTarget | null): void {
    const part = explainable(target);
    // A click focuses too, but the mouse has shown what it rests on already.
    if (part?.matches(":focus-visible")) this.show(part);
  }

  private clicked(target: EventTarget | null): void {
    const part = explainable(target);
    if (part !== null) this.show(part);
  }

  private show(part: Element): void {
    window.clearTimeout(this.leaving);
    if (part === this.part) return;
    this.hide();
    this.part = part;
    this.box.replaceChildren();
    const name = part.getAttribute("data-name");
    if (name) {
      const title = document.createElement("strong");
      title.textContent = name;
      this.box.append(title);
    }
    this.box.append(part.getAttribute("data-tip") ?? "");
    this.box.hidden = false;
    part.setAttribute("aria-describedby", this.box.id);
    this.place();
  }

  private leave(): void {
    if (this.part === null) return;
    window.clearTimeout(this.leaving);
    // Long enough for the mouse to get from the part to its explanation.
    this.leaving = window.setTimeout(() => {
      if (this.part !== document.activeElement || !this.part?.matches(":focus-visible")) this.hide();
    }, LEAVING);
  }

  private hide(): void {
    window.clearTimeout(this.leaving);
    this.part?.removeAttribute("aria-describedby");
    this.part = null;
    this.box.hidden = true;
  }

  private place(): void {
    if (this.part === null) return;
    const part = this.part.getBoundingClientRect();
    const { width, height } = this.box.getBoundingClientRect();
    const room = { width: document.documentElement.clientWidth, height: window.innerHeight };
    const below = part.bottom + EDGE;
    const top = below + height + EDGE <= room.height ? below : part.top - EDGE - height;
    this.box.style.left = `${between(EDGE, part.left + part.width / 2 - width / 2, room.width - width - EDGE)}px`;
    this.box.style.top = `${between(EDGE, top, room.height - height - EDGE)}px`;
  }
}

function explainable(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest("[data-tip]") : null;
}

function startExplanations(): void {
  const [box] = found(HTMLElement, "#tip");
  if (box !== undefined) new Explanation(box);
}

// Copying -------------------------------------------------------------------------------------------------------------

async function copied(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    return true;
  } catch {
    // Some browsers keep the clipboard from files; selected text can be copied by hand at least.
    window.getSelection()?.selectAllChildren(source);
    return document.execCommand("copy");
  }
}

function startCopying(): void {
  const [button] = found(HTMLButtonElement, "#copy");
  const [source] = found(HTMLElement, "#source pre");
  const [status] = found(HTMLElement, "#source [role=status]");
  if (button === undefined || source === undefined || status === undefined) return;
  button.addEventListener("click", async () => {
    status.textContent = (await copied(source)) ? "Copied." : "Selected; press Ctrl and C to copy.";
  });
  button.hidden = false;
}

document.documentElement.classList.add("has-script");
startTheme();
startTabs();
startPictures();
startExplanations();
startCopying();
