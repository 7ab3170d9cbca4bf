// Tells what is in a card's tab: the card, a failure, a step of a login, or something else.
//
// Called as (function)(address, passing) in the card's isolated world, once a document is there; the
// parameters that *passing* names are another's each time, as those of a signature. A form asks for a
// login if it asks for a password, a code or a name, and for little else: a record may have a field for
// the customer's password. What a search looks for is nothing that is filled in.
(address, passing) => {
  const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";
  const NO_TEXT = "hidden search submit button reset image checkbox radio file range color".split(" ");
  const PASSWORD = 'input[type="password"]:not([autocomplete~="new-password"])';
  const SECRETS = `${PASSWORD}, input[autocomplete~="one-time-code"]`;
  const NAMES = 'input[autocomplete~="username"]';
  const LONE_NAMES = `${NAMES}, input[name="login" i], input[name="username" i]`;
  const LOGIN = /(^|[/._-])(log-?[io]n|sign-?in|sso|oauth2?|oidc|saml2?|adfs|idp)([/._-]|$)/i;
  const START = /^\/?((index|default|home|main|start|welcome|dashboard)(\.\w+)?\/?)?$/i;
  const MOST_FIELDS = 4;

  const card = new URL(address);
  const here = new URL(location.href);
  const lasting = ([name]) => !passing.includes(name);
  const pairs = (url) => JSON.stringify([...url.searchParams].filter(lasting).sort());
  const navigation = performance.getEntriesByType("navigation")[0];
  const isErrorPage = here.protocol === "chrome-error:";

  const isSeen = (field) => field.checkVisibility?.({ visibilityProperty: true }) ?? true;
  const isToFill = (field) =>
    !NO_TEXT.includes(field.type) &&
    !field.disabled &&
    !field.readOnly &&
    !field.closest("search, [role='search']") &&
    isSeen(field);
  const fields = [...document.querySelectorAll(FIELDS)].filter(isToFill);
  const isSmall = (form) => {
    const own = form ? fields.filter((field) => form.contains(field)) : fields;
    return own.length <= MOST_FIELDS && own.every((field) => field.matches("input, select"));
  };
  const asks = (selector) => fields.some((field) => field.matches(selector) && isSmall(field.form));
  // A page with a name, a password and nothing else is a login, at the card's own address too; so is one
  // with a name alone, which asks for the password in its next step. A record shows the name that it has.
  const isPair = fields.length === 2 && fields.every((field) => field.matches("input"));
  const isNamed = isPair && fields[0].form === fields[1].form;
  const isLoneName = fields.length === 1 && fields[0].matches(LONE_NAMES) && !fields[0].defaultValue;
  const isOnlyLogin = isLoneName || (isNamed && fields.filter((field) => field.matches(PASSWORD)).length === 1);
  const asksName = isLoneName || asks(NAMES) || (LOGIN.test(here.pathname) && asks("input"));

  // Where the tab came to before any script of the page: "/" for a card that is another page's.
  const landed = new URL(navigation?.name ?? here);
  const isBare = !landed.search && !here.hash && landed.pathname !== card.pathname;
  const isAnswer = (parameters) =>
    parameters.has("state") && ["code", "error", "id_token"].some((name) => parameters.has(name));
  const isSafer = card.protocol === "http:" && here.protocol === "https:";
  return {
    isErrorPage,
    status: isErrorPage ? 0 : (navigation?.responseStatus ?? 0),
    asksPassword: asks(SECRETS) || asksName,
    isToFill: fields.length > 0 || isAnswer(here.searchParams) || isAnswer(new URLSearchParams(here.hash.slice(1))),
    isStart: isBare && START.test(landed.pathname),
    isAtCrm: here.origin === card.origin || (isSafer && here.hostname === card.hostname),
    isCard:
      !isOnlyLogin &&
      here.origin === card.origin &&
      here.pathname === card.pathname &&
      pairs(here) === pairs(card),
    isTyped: Boolean(globalThis.isTypedIn?.()),
    isReload: navigation?.type === "reload",
  };
};
