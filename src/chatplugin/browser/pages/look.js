// Tells what is in a card's tab: the card, a failure, a login page, or something else.
//
// Called as (function)(address, passing) in the card's isolated world, once a document is there; the
// parameters that *passing* names are another's each time, as those of a signature.
(address, passing) => {
  const card = new URL(address);
  const here = new URL(location.href);
  const lasting = ([name]) => !passing.includes(name);
  const pairs = (url) => JSON.stringify([...url.searchParams].filter(lasting).sort());
  const navigation = performance.getEntriesByType("navigation")[0];
  const isSeen = (input) => input.checkVisibility?.({ visibilityProperty: true }) ?? true;
  const secrets = 'input[type="password"], input[autocomplete="one-time-code"]';
  const isErrorPage = here.protocol === "chrome-error:";
  return {
    isErrorPage,
    status: isErrorPage ? 0 : (navigation?.responseStatus ?? 0),
    asksPassword: [...document.querySelectorAll(secrets)].some(isSeen),
    isAtCrm: here.origin === card.origin,
    isCard:
      here.origin === card.origin &&
      here.pathname === card.pathname &&
      pairs(here) === pairs(card),
    isTyped: Boolean(globalThis.typed),
    isReload: navigation?.type === "reload",
  };
};
