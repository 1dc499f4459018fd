// Draws the steps of a running check as they happen, and opens the result when it has ended.
(function () {
  "use strict";
  var live = document.getElementById("live");
  var now = document.getElementById("now");
  var words = JSON.parse(live.dataset.words);
  var ways = Array.from(live.querySelectorAll(".way")).map(function (way) {
    return { stops: Array.from(way.querySelectorAll("li")), why: way.querySelector(".why") };
  });

  function draw(stop, state, detail) {
    if (stop.className !== state) {
      stop.className = state;
      stop.querySelector(".state").textContent = words[state];
      if (state === "running" || state === "failed") {
        now.textContent = stop.querySelector("b").textContent + ": " + words[state];
      }
    }
    stop.querySelector(".more").textContent = detail;
  }

  var steps = new EventSource(live.dataset.steps);
  steps.addEventListener("steps", function (event) {
    JSON.parse(event.data).forEach(function (way, at) {
      var drawn = ways[at];
      way.stops.forEach(function (stop, place) {
        draw(drawn.stops[place], stop[0], stop[1]);
      });
      drawn.why.querySelector("span").textContent = way.why;
      drawn.why.querySelector("b").textContent =
        way.where < 0 ? "" : drawn.stops[way.where].querySelector("b").textContent;
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
