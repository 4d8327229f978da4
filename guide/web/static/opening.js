// While the page of a case opens, before any process answers: the answer that was tapped on the first page is read back, or
// the first question stands where it will be asked. A tab that keeps something of a case may go on with another question.
(() => {
  const [, start] = /^#(start=[a-z_]{1,40})$/.exec(location.hash) ?? [];
  const show = (id) => document.getElementById(id)?.removeAttribute("hidden");
  const isKept = () => {
    try { return Object.keys(sessionStorage).some((key) => key.startsWith("guide.")); } catch { return false; }
  };
  if (start) ["chosen", start].forEach(show);
  else if (!location.hash && !isKept()) show("asked");
})();
