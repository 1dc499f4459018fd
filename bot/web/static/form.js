// Shows and hides the password, and says what came along with a pasted one. Without this file the
// page works the same; the server notices all of it too.
(function () {
  "use strict";
  document.querySelectorAll('input[name="live"]').forEach(function (marker) {
    marker.value = "1";
  });

  var password = document.getElementById("password");
  if (!password) {
    return;
  }

  var show = document.getElementById("show");
  show.hidden = false;
  function reveal(shown) {
    password.type = shown ? "text" : "password";
    show.setAttribute("aria-pressed", String(shown));
    show.textContent = shown ? show.dataset.hide : show.dataset.show;
  }
  show.addEventListener("click", function () {
    reveal(password.type === "password");
    password.focus();
  });
  // A browser must neither remember a shown password as text nor keep it for the Back button.
  password.form.addEventListener("submit", function () {
    reveal(false);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      password.value = "";
    }
  });

  var seen = document.getElementById("seen");
  var kinds = [
    ["invisible", /\p{Cf}/u],
    ["grouped", /^\s*[a-z]{4}(?:\s{1,2}[a-z]{4}){3}\s*$/i],
    ["edges", /^\s|\s$/],
    ["wide", /[\uff01-\uff5e\u3000]/]
  ];
  password.addEventListener("input", function () {
    var words = kinds
      .filter(function (kind) { return kind[1].test(password.value); })
      .map(function (kind) { return seen.dataset[kind[0]]; })
      .filter(Boolean);
    seen.textContent = words.join(" ");
  });
})();
