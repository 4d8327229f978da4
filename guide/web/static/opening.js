// While the page of a case opens: the answer that was tapped on the first page is read back, before any process answers.
(() => {
  const [, start] = /^#(start=[a-z_]{1,40})$/.exec(location.hash) ?? [];
  if (start) document.getElementById(start)?.removeAttribute("hidden");
})();
