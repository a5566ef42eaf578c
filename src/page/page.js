// Filters the schedule. Without script everything is shown and can be read.
(function () {
  'use strict';
  var form = document.getElementById('filter');
  if (!form) { return; }
  var found = document.getElementById('found');
  var search = document.getElementById('f-search');
  var fields = { rating: document.getElementById('f-rating'), owner: document.getElementById('f-owner'), report: document.getElementById('f-report') };
  var rows = Array.prototype.slice.call(document.querySelectorAll('tr[data-report]'));
  var reports = Array.prototype.slice.call(document.querySelectorAll('section[data-report]'));
  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (row) {
      var fits = Object.keys(fields).every(function (name) {
        return !fields[name].value || row.getAttribute('data-' + name) === fields[name].value;
      });
      var text = fits && words.length ? (row.textContent + ' ' + row.getAttribute('data-title')).toLowerCase() : '';
      fits = fits && words.every(function (word) { return text.indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) { shown += 1; }
    });
    var any = words.length || Object.keys(fields).some(function (name) { return fields[name].value; });
    reports.forEach(function (report) {
      var has = report.querySelector('tr[data-report]:not([hidden])');
      report.hidden = Boolean(any) && !has;
    });
    found.textContent = any ? shown + ' of ' + rows.length + ' recommendations shown' : 'All ' + rows.length + ' recommendations shown';
  }
  form.addEventListener('input', apply);
  form.addEventListener('submit', function (event) { event.preventDefault(); apply(); });
  form.addEventListener('reset', function () { window.setTimeout(apply, 0); });
  form.hidden = false;
  apply();
}());
