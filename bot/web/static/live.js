// Draws the steps of a running check as they happen, and opens the result when it has ended.
(function () {
  "use strict";
  var live = document.getElementById("live");
  var now = document.getElementById("now");
  var words = JSON.parse(live.dataset.words);
  var ways = Array.from(live.querySelectorAll(".way")).map(function (way) {
    return Array.from(way.querySelectorAll("li"));
  });

  function draw(stop, state, detail) {
    if (stop.className !== state) {
      stop.className = state;
      stop.querySelector(".state").textContent = words[state];
      if (state !== "waiting") {
        now.textContent = stop.querySelector("b").textContent + ": " + words[state];
      }
    }
    stop.querySelector(".more").textContent = detail;
  }

  var steps = new EventSource(live.dataset.steps);
  steps.addEventListener("steps", function (event) {
    JSON.parse(event.data).forEach(function (way, at) {
      way.forEach(function (stop, place) {
        draw(ways[at][place], stop[0], stop[1]);
      });
    });
  });
  function result() {
    steps.close();
    location.replace(live.dataset.result);
  }
  steps.addEventListener("end", result);
  steps.addEventListener("error", function () {
    // The browser tries again by itself, unless the server has said no.
    if (steps.readyState === EventSource.CLOSED) {
      result();
    }
  });
})();
