(function () {
  'use strict';

  const data = JSON.parse(document.getElementById('data').textContent);
  const box = data.boxes;
  const count = box.parent.length;
  const LIST_ROWS = 200;
  const FOUND_ROWS = 60;
  const byId = (id) => document.getElementById(id);

  // Words and numbers.

  /** Text as it can be shown: what is invisible, or turns the line around, is escaped. */
  function printable(text) {
    return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
      (c) => '\\u' + c.codePointAt(0).toString(16).padStart(4, '0'));
  }

  function bytes(value) {
    if (Math.abs(value) < 1024) {
      return value + ' B';
    }
    let unit = -1;
    let size = value;
    do {
      size /= 1024;
      unit++;
    } while (Math.abs(size) >= 1023.5 && unit < 5);
    return size.toFixed(Math.abs(size) < 9.95 ? 1 : 0) + ' ' + 'KMGTPE'[unit] + 'iB';
  }

  const whole = new Intl.NumberFormat('en');
  const znodes = (value) => whole.format(value);
  const counted = (value) => whole.format(value) + (Math.abs(value) === 1 ? ' znode' : ' znodes');
  const signed = (format, value) =>
    (value > 0 ? '+' : value < 0 ? '−' : '±') + format(Math.abs(value));
  const percent = (part, all) =>
    all === 0 ? '' : (100 * part / all).toFixed(part / all < 0.0995 ? 1 : 0) + '%';
  const time = (iso) => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');

  function span(seconds) {
    const units = [['d', 86400], ['h', 3600], ['m', 60], ['s', 1]];
    const first = units.findIndex(([, length]) => seconds >= length);
    if (first < 0) {
      return '0s';
    }
    const [unit, length] = units[first];
    const next = units[first + 1];
    return Math.floor(seconds / length) + unit
      + (next ? ' ' + Math.floor((seconds % length) / next[1]) + next[0] : '');
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) {
      made.className = className;
    }
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  }

  // The tree.

  const children = Array.from({ length: count }, () => []);
  const depth = new Int32Array(count);
  for (let i = 1; i < count; i++) {
    children[box.parent[i]].push(i);
    depth[i] = depth[box.parent[i]] + 1;
  }

  const paths = new Array(count);
  for (let i = 0; i < count; i++) {
    const parent = box.parent[i];
    paths[i] = parent < 0 ? '' : box.rest[i] ? paths[parent] : paths[parent] + '/' + box.name[i];
  }
  const path = (i) => paths[i] || '/';

  function label(i) {
    return box.rest[i] ? 'others (' + counted(Math.max(box.znodes[i], left('znodes', i))) + ')'
      : i === 0 ? '/' : printable(box.name[i]);
  }

  function left(figure, i) {
    return data.pair ? box['left_' + figure][i] : 0;
  }

  const measures = {
    bytes: {
      label: 'Data',
      format: bytes,
      now: (i) => box.bytes[i],
      before: (i) => left('bytes', i),
      own: (i) => box.own_bytes[i],
      ownBefore: (i) => left('own_bytes', i),
    },
    znodes: {
      label: 'Znodes',
      format: znodes,
      now: (i) => box.znodes[i],
      before: (i) => left('znodes', i),
      own: (i) => box.rest[i] ? box.znodes[i] : Math.min(1, box.znodes[i]),
      ownBefore: (i) => box.rest[i] ? left('znodes', i) : Math.min(1, left('znodes', i)),
    },
  };

  // Areas have to add up, so growth counts what grew and loss what shrank, box by box.
  const views = {
    now: { label: data.pair ? 'Now' : 'Size', own: (m, i) => m.own(i) },
    before: { label: 'Before', own: (m, i) => m.ownBefore(i) },
    growth: { label: 'Growth', own: (m, i) => Math.max(0, m.own(i) - m.ownBefore(i)) },
    loss: { label: 'Loss', own: (m, i) => Math.max(0, m.ownBefore(i) - m.own(i)) },
  };

  const state = { measure: 'bytes', view: 'now', root: 0, focus: 0 };
  let own = [];
  let area = [];

  function measureAreas() {
    const measure = measures[state.measure];
    const view = views[state.view];
    own = new Array(count);
    for (let i = 0; i < count; i++) {
      own[i] = view.own(measure, i);
    }
    area = own.slice();
    for (let i = count - 1; i > 0; i--) {
      area[box.parent[i]] += area[i];
    }
  }

  const growth = (i) => measures[state.measure].now(i) - measures[state.measure].before(i);

  // Colours.

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // From less to more; the middle one of the pair's means that nothing changed.
  const ramps = {
    pair: {
      light: ['#20639b', '#6fa8d6', '#c9ced6', '#f0a066', '#c4500f'],
      dark: ['#4aa3e0', '#2f6a97', '#414a59', '#a85a26', '#f2894a'],
    },
    single: {
      light: ['#d4e6ef', '#8fc3d9', '#4b9bbd', '#2f6f9f', '#263f78'],
      dark: ['#24405a', '#2c6184', '#3a86a5', '#63b3b8', '#b9e2b4'],
    },
  };
  const ramp = () => ramps[data.pair ? 'pair' : 'single'][dark.matches ? 'dark' : 'light'];

  /** A colour of the ramp, from 0 to 1. */
  function colour(share) {
    const colours = ramp();
    const at = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
    const first = Math.min(Math.floor(at), colours.length - 2);
    const part = (hex, k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
    return [0, 1, 2].map((k) => Math.round(
      part(colours[first], k) + (at - first) * (part(colours[first + 1], k) - part(colours[first], k))));
  }

  const SMALL = Math.log2(16);
  const LARGE = Math.log2(64 * 1024);

  /** Of a pair the change, of one snapshot how much data a znode has. */
  function shade(i) {
    if (!data.pair) {
      const each = box.bytes[i] / Math.max(1, box.znodes[i]);
      return each < 16 ? 0 : (Math.log2(each) - SMALL) / (LARGE - SMALL);
    }
    const measure = measures[state.measure];
    const most = Math.max(measure.now(i), measure.before(i));
    const change = most === 0 ? 0 : growth(i) / most;
    return 0.5 + Math.sign(change) * Math.sqrt(Math.abs(change)) / 2;
  }

  function style(i) {
    const [r, g, b] = colour(shade(i));
    const bright = (0.299 * r + 0.587 * g + 0.114 * b) / 255;
    return {
      box: { color: `rgb(${r},${g},${b})` },
      text: bright > 0.56 ? '#10151d' : '#ffffff',
    };
  }

  function drawLegend() {
    byId('legend-title').textContent = data.pair
      ? 'Colour: change of ' + (state.measure === 'bytes' ? 'data' : 'znodes')
      : 'Colour: data for each znode';
    byId('legend-low').textContent = data.pair ? '−100% (gone)' : '≤ ' + bytes(16);
    byId('legend-high').textContent = data.pair ? '+100% (new)' : '≥ ' + bytes(64 * 1024);
    byId('ramp').style.background = 'linear-gradient(to right, ' + ramp().join(', ') + ')';
    byId('ramp').title = data.pair ? 'square root scale; the middle is unchanged' : 'logarithmic scale';
  }

  // The map.

  const map = echarts.init(byId('map'), null, { renderer: 'canvas' });

  // The chart numbers what it draws in the order of its data, from 1 on; 0 lies around it.
  let drawn = 0;
  let numbers = [];

  function node(i) {
    const painted = style(i);
    numbers[i] = ++drawn;
    const made = {
      id: 'n' + i,
      name: label(i),
      value: area[i],
      itemStyle: painted.box,
      label: { color: painted.text, fontStyle: box.rest[i] ? 'italic' : 'normal' },
    };
    const below = children[i].filter((child) => area[child] > 0);
    if (below.length === 0) {
      made.emphasis = { itemStyle: { borderColor: css('--ink'), borderWidth: 3 } };
    } else {
      made.children = below.map(node);
      if (own[i] > 0 && state.measure === 'bytes') {
        drawn++;
        made.children.push({
          id: 'o' + i,
          name: 'its own data',
          value: own[i],
          itemStyle: painted.box,
          label: { color: painted.text, fontStyle: 'italic' },
        });
      }
    }
    return made;
  }

  const indexOf = (id) => /^[no]\d+$/.test(id) ? Number(id.slice(1)) : -1;

  function tip(i) {
    const made = element('div', 'tip');
    made.append(element('p', '', printable(path(i)) + (box.rest[i] ? (i === 0 ? '' : '/…') : '')));
    made.append(element('div', 'soft', box.rest[i] ? label(i) : ''));
    made.append(...figures(i));
    return made;
  }

  /** What is known of a box, line by line. */
  function figures(i) {
    const lines = [];
    for (const measure of [measures.bytes, measures.znodes]) {
      const format = measure === measures.bytes ? bytes : counted;
      const line = element('div', '', format(measure.now(i)));
      line.append(element('span', 'soft', ' · ' + percent(measure.now(i), measure.now(0)) + ' of all'));
      if (data.pair) {
        const grew = measure.now(i) - measure.before(i);
        line.append(' · ', element('span', grew > 0 ? 'up' : grew < 0 ? 'down' : 'soft',
          grew === 0 ? 'unchanged' : signed(measure.format, grew)));
      }
      if (measure === measures.bytes) {
        line.title = whole.format(measure.now(i)) + ' bytes';
      }
      lines.push(line);
    }
    return lines;
  }

  function drawMap() {
    const nothing = area[0] === 0;
    byId('map').hidden = nothing;
    byId('nothing').hidden = !nothing;
    byId('nothing').textContent = {
      now: 'There is no data.', before: 'There was no data.', growth: 'Nothing grew.', loss: 'Nothing shrank.',
    }[state.view];
    drawn = 0;
    numbers = [];
    if (nothing) {
      return;
    }
    // anew and at once: what still moves would be left behind when the next move begins
    map.clear();
    map.setOption({
      animation: false,
      animationDurationUpdate: 450,
      tooltip: {
        confine: true,
        backgroundColor: css('--card'),
        borderColor: css('--line'),
        textStyle: { color: css('--ink') },
        formatter: (at) => {
          const i = indexOf(at.data && at.data.id || '');
          return i < 0 ? '' : tip(i);
        },
      },
      series: [{
        id: 'tree',
        type: 'treemap',
        data: [node(0)],
        leafDepth: byId('map').clientWidth < 500 ? 4 : 5,
        top: 0, left: 0, right: 0, bottom: 0,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        visibleMin: 8,
        childrenVisibleMin: 3000,
        label: { show: true, position: 'insideTopLeft', padding: [1, 1], fontSize: 12, lineHeight: 15, overflow: 'truncate',
          formatter: (at) => at.name + '\n' + measures[state.measure].format(at.value) },
        drillDownIcon: '',
        upperLabel: { show: true, height: 20, fontSize: 12, color: css('--ink'), overflow: 'truncate',
          formatter: (at) => at.name + '  ' + measures[state.measure].format(at.value) },
        itemStyle: { borderColor: css('--line'), borderWidth: 1, gapWidth: 1 },
        emphasis: { itemStyle: { borderColor: css('--bar') }, upperLabel: { show: true, color: css('--ink') } },
        levels: [{ upperLabel: { show: false }, itemStyle: { borderWidth: 0, gapWidth: 1 } }],
      }],
    });
    showRoot();
    map.setOption({ animation: true });
  }

  function showRoot() {
    map.dispatchAction({ type: 'treemapRootToNode', seriesId: 'tree', targetNodeId: 'n' + state.root });
  }

  map.on('click', (at) => {
    const i = indexOf(at.data && at.data.id || '');
    if (i >= 0) {
      focus(i);
    }
  });

  // Path, list and figures: the same as text.

  function drawPath() {
    const crumbs = byId('crumbs');
    const chain = [];
    for (let i = state.focus; i >= 0; i = box.parent[i]) {
      chain.unshift(i);
    }
    crumbs.replaceChildren();
    chain.forEach((i, at) => {
      if (at > 1) {
        crumbs.append('/');
      }
      const crumb = element('button', '', label(i));
      crumb.type = 'button';
      if (at === chain.length - 1) {
        crumb.setAttribute('aria-current', 'location');
      }
      crumb.addEventListener('click', () => focus(i));
      crumbs.append(crumb);
    });
    byId('up').disabled = state.focus === 0;
    byId('figures').replaceChildren(...figures(state.focus));
  }

  function row(i, text, most) {
    const measure = measures[state.measure];
    const made = element('button', 'row' + (box.rest[i] ? ' soft' : '') + (i === state.focus ? ' on' : ''));
    made.type = 'button';
    made.title = printable(path(i));
    const share = element('i');
    share.style.width = (most > 0 ? 100 * area[i] / most : 0) + '%';
    made.append(share, element('b', '', text), element('span', '', measure.format(
      state.view === 'before' ? measure.before(i) : measure.now(i))));
    if (data.pair) {
      const grew = growth(i);
      made.append(element('span', grew > 0 ? 'up' : grew < 0 ? 'down' : 'soft',
        grew === 0 ? '=' : signed(measure.format, grew)));
    }
    made.addEventListener('click', () => focus(i));
    made.addEventListener('mouseenter', () => highlight(i, true));
    made.addEventListener('mouseleave', () => highlight(i, false));
    made.addEventListener('focus', () => highlight(i, true));
    made.addEventListener('blur', () => highlight(i, false));
    return made;
  }

  function highlight(i, on) {
    if (numbers[i] !== undefined) {
      map.dispatchAction({ type: on ? 'highlight' : 'downplay', seriesId: 'tree', dataIndex: numbers[i] });
    }
  }

  function drawList() {
    const sorted = children[state.root].slice().sort((a, b) => area[b] - area[a] || a - b);
    const list = byId('list');
    list.replaceChildren(...sorted.slice(0, LIST_ROWS).map((i) => row(i, label(i), area[sorted[0]])));
    if (sorted.length > LIST_ROWS) {
      list.append(element('p', 'row soft', 'and ' + (sorted.length - LIST_ROWS) + ' more, which the search finds'));
    }
    if (sorted.length === 0) {
      list.append(element('p', 'row soft', 'nothing below it'));
    }
    list.scrollTop = 0;
  }

  /** Shows a box: zooms to it, or to its parent where there is nothing in it. */
  function focus(i) {
    state.focus = i;
    state.root = children[i].length > 0 || i === 0 ? i : box.parent[i];
    drawPath();
    drawList();
    showRoot();
    const hash = '#' + (box.rest[i] ? 'others:' : '') + encodeURIComponent(wellFormed(path(i)));
    if (window.location.hash !== hash) {
      window.location.hash = hash;
    }
  }

  /** encodeURIComponent refuses halves of characters. */
  const wellFormed = (text) => text.replace(/\p{Cs}/gu, '\ufffd');

  const byHash = new Map();
  for (let i = count - 1; i >= 0; i--) {
    byHash.set((box.rest[i] ? 'others:' : '') + wellFormed(path(i)), i);
  }

  function followHash() {
    let wanted = 0;
    try {
      wanted = byHash.get(decodeURIComponent(window.location.hash.slice(1)));
    } catch (e) {
      wanted = undefined; // not written here
    }
    if (wanted === undefined) {
      wanted = 0;
    }
    if (wanted !== state.focus) {
      focus(wanted);
    }
  }

  /** The box of a path, or of the nearest above it that has one. */
  function nearest(wanted) {
    for (let at = wanted; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) {
      const i = byHash.get(wellFormed(at));
      if (i !== undefined) {
        return i;
      }
    }
    return 0;
  }

  byId('up').addEventListener('click', () => focus(Math.max(0, box.parent[state.focus])));
  byId('map').addEventListener('keydown', (event) => {
    if (event.key === 'Escape' || event.key === 'Backspace') {
      focus(Math.max(0, box.parent[state.focus]));
      event.preventDefault();
    }
  });

  byId('copy').addEventListener('click', () => {
    const done = (text) => {
      byId('copy').textContent = text;
      window.setTimeout(() => { byId('copy').textContent = 'Copy path'; }, 1500);
    };
    // pages opened from a file may lack the clipboard; a field's selection works everywhere
    const field = element('textarea');
    field.value = path(state.focus);
    document.body.append(field);
    field.select();
    done(document.execCommand('copy') ? 'Copied' : 'Not allowed here');
    field.remove();
  });

  // Search.

  byId('search').addEventListener('input', () => {
    const wanted = byId('search').value.trim().toLowerCase();
    const found = byId('found');
    found.hidden = wanted === '';
    if (wanted === '') {
      return;
    }
    const hits = [];
    for (let i = 0; i < count; i++) {
      if (!box.rest[i] && path(i).toLowerCase().includes(wanted)) {
        hits.push(i);
      }
    }
    // a name that matches says more than a path that leads through one
    const rank = (i) => box.name[i].toLowerCase().includes(wanted) ? 0 : 1;
    hits.sort((a, b) => rank(a) - rank(b) || area[b] - area[a] || a - b);
    found.replaceChildren(...hits.slice(0, FOUND_ROWS).map((i) => {
      const made = row(i, printable(path(i)), 0);
      made.addEventListener('click', () => { found.hidden = true; });
      return made;
    }));
    found.append(element('p', '', hits.length === 0
      ? 'No box has that in its path. Small znodes have none of their own: see “others”.'
      : hits.length > FOUND_ROWS ? 'and ' + (hits.length - FOUND_ROWS) + ' more' : ''));
  });
  byId('search').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      byId('found').hidden = true;
    } else if (event.key === 'Enter') {
      const first = byId('found').querySelector('button');
      if (first && !byId('found').hidden) {
        first.click();
      }
    }
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.search')) {
      byId('found').hidden = true;
    }
  });

  // Choices.

  function choice(id, name, options, chosen) {
    for (const [value, option] of Object.entries(options)) {
      const input = element('input');
      input.type = 'radio';
      input.name = name;
      input.value = value;
      input.checked = value === chosen;
      input.addEventListener('change', () => {
        state[name] = value;
        drawTree();
      });
      const made = element('label');
      made.append(input, element('span', '', option.label));
      byId(id).append(made);
    }
  }

  function drawTree() {
    measureAreas();
    drawLegend();
    drawPath();
    drawList();
    drawMap();
  }

  // What is beside the tree.

  function table(into, columns, rows) {
    const head = element('tr');
    columns.forEach(([title, text]) => {
      const cell = element('th', text ? 'text' : '', title);
      cell.scope = 'col';
      head.append(cell);
    });
    const top = element('thead');
    top.append(head);
    const body = element('tbody');
    rows.forEach((cells) => {
      const line = element('tr');
      cells.forEach((cell, at) => {
        const made = element('td', columns[at][1] ? 'text' : '');
        made.append(cell);
        line.append(made);
      });
      body.append(line);
    });
    into.replaceChildren(top, body);
  }

  function link(place, measure) {
    const made = element('button', 'link', printable(place.path)
      + (place.is_rest ? ' (what is listed below it aside)' : ''));
    made.type = 'button';
    made.addEventListener('click', () => {
      const input = document.querySelector(`input[name=measure][value=${measure}]`);
      if (!input.checked) {
        input.click();
      }
      focus(nearest(place.path));
      byId('tree-title').scrollIntoView({ behavior: 'smooth' });
    });
    return made;
  }

  function drawPlaces() {
    data.places.forEach((list) => {
      const section = element('section');
      section.append(element('h2', '', list.title));
      const format = measures[list.measure].format;
      if (list.rows.length === 0) {
        section.append(element('p', 'soft', 'None.'));
      } else {
        const into = element('table');
                const columns = list.grew
          ? [['subtree', true], ['grew'], ...(list.per ? [[list.per]] : []), ['from'], ['to']]
          : [['subtree', true], ['holds']];
        table(into, columns, list.rows.map((place) => list.grew
          ? [link(place, list.measure), signed(format, place.grew),
            ...(list.per ? [signed(format, place.rate)] : []),
            format(place.left), format(place.right)]
          : [link(place, list.measure), format(place.grew)]));
        const scroll = element('div', 'scroll');
        scroll.append(into);
        section.append(scroll);
      }
      byId('places').append(section);
    });
  }

  function fact(name, value, detail) {
    const made = element('div');
    const shown = element('dd', '', value);
    if (detail) {
      shown.append(' ', element('small', '', detail));
    }
    made.append(element('dt', '', name), shown);
    byId('facts').append(made);
  }

  function drawHead() {
    document.title = 'Snapkeeper ' + data.command + ': ' + printable(data.headline);
    byId('command').textContent = data.command;
    byId('headline').textContent = printable(data.headline);
    byId('version').textContent = data.version;
    byId('made').textContent = time(data.made_at);
    byId('made').dateTime = data.made_at;
    for (const [name, measure] of [['Data', measures.bytes], ['Znodes', measures.znodes]]) {
      fact(name, measure.format(measure.now(0)),
        data.pair ? signed(measure.format, measure.now(0) - measure.before(0)) + ' from '
          + measure.format(measure.before(0)) : '');
    }
    const shots = data.snapshots;
    if (shots.length > 1) {
      const seconds = (Date.parse(shots[shots.length - 1].at) - Date.parse(shots[0].at)) / 1000;
      if (seconds >= 1) {
        fact('Between the snapshots', span(seconds), 'the oldest to the newest');
      }
    }
    data.disk.forEach((row) => fact(printable(row.mounted_on) + ' is used to', row.use_percent + '%',
      bytes(row.available_bytes) + ' of ' + bytes(row.size_bytes) + ' available'));
    data.notes.forEach((note) => byId('notes').append(element('li', '', printable(note))));
    byId('notes').hidden = data.notes.length === 0;
  }

  const charts = [];

  function chart(id, option) {
    const made = echarts.init(byId(id));
    charts.push([made, option]);
    made.setOption(option());
  }

  const axis = () => ({
    axisLabel: { color: css('--soft') },
    nameTextStyle: { color: css('--soft') },
    axisLine: { lineStyle: { color: css('--line') } },
    splitLine: { lineStyle: { color: css('--line') } },
  });

  const hint = () => ({
    confine: true,
    backgroundColor: css('--card'),
    borderColor: css('--line'),
    textStyle: { color: css('--ink') },
  });

  function drawSnapshots() {
    const shots = data.snapshots;
    byId('time').hidden = shots.length === 0;
    if (shots.length === 0) {
      return;
    }
    table(byId('snapshots'), [['snapshot', true], ['taken', true], ['file'], ['data'], ['znodes'], ['', true]],
      shots.map((shot) => [printable(shot.name), time(shot.at), bytes(shot.size_bytes),
        shot.data_bytes === undefined ? '' : bytes(shot.data_bytes),
        shot.znodes === undefined ? '' : znodes(shot.znodes), printable(shot.verdict)]));
    byId('timeline').hidden = shots.length < 3;
    if (shots.length < 3) {
      return;
    }
    chart('timeline', () => ({
      animation: false,
      color: [css('--quiet'), css('--accent')],
      grid: { left: 10, right: 10, top: 45, bottom: 5, containLabel: true },
      legend: { top: 0, textStyle: { color: css('--ink') } },
      tooltip: {
        ...hint(),
        trigger: 'axis',
        formatter: (points) => {
          const shot = shots[points[0].dataIndex];
          const made = element('div', 'tip');
          made.append(element('p', '', printable(shot.name)), element('div', 'soft', time(shot.at)),
            element('div', '', bytes(shot.size_bytes)
              + (shot.znodes === undefined ? '' : ' · ' + counted(shot.znodes)) + ' · ' + printable(shot.verdict)));
          return made;
        },
      },
      xAxis: { type: 'time', ...axis(), splitLine: { show: false } },
      yAxis: [
        { type: 'value', name: 'file (red: not sound)', ...axis(), axisLabel: { color: css('--soft'), formatter: bytes } },
        { type: 'value', name: 'znodes', ...axis(), splitLine: { show: false },
          axisLabel: { color: css('--soft'), formatter: znodes } },
      ],
      series: [
        { name: 'file', type: 'bar', barMinWidth: 3, barMaxWidth: 18, z: 1,
          data: shots.map((shot) => ({
            value: [shot.at, shot.size_bytes],
            itemStyle: shot.sound ? {} : { color: css('--bad') },
          })) },
        { name: 'znodes', type: 'line', yAxisIndex: 1, symbolSize: 7, showSymbol: true, connectNulls: true, z: 2,
          data: shots.map((shot) => [shot.at, shot.znodes === undefined ? null : shot.znodes]) },
      ],
    }));
  }

  function drawDisk() {
    const disks = data.disk;
    byId('disk').hidden = disks.length === 0;
    if (disks.length === 0) {
      return;
    }
    table(byId('filesystems'),
      [['file system', true], ['mounted on', true], ['size'], ['used'], ['available'], ['use']],
      disks.map((row) => [printable(row.filesystem), printable(row.mounted_on), bytes(row.size_bytes),
        bytes(row.used_bytes), bytes(row.available_bytes), row.use_percent + '%']));
    byId('usage').style.height = 70 + 40 * disks.length + 'px';
    const reserved = (row) => Math.max(0, row.size_bytes - row.used_bytes - row.available_bytes);
    const share = (row, part) => 100 * part / Math.max(1, row.size_bytes);
    const parts = [['used', (row) => row.used_bytes, '--accent'], ['reserved', reserved, '--soft'],
      ['available', (row) => row.available_bytes, '--bar']];
    chart('usage', () => ({
      animation: false,
      grid: { left: 10, right: 20, top: 30, bottom: 5, containLabel: true },
      legend: { top: 0, textStyle: { color: css('--ink') } },
      tooltip: { ...hint(), formatter: (at) => {
        const row = disks[at.dataIndex];
        return element('div', 'tip', at.seriesName + ': ' + bytes(parts[at.seriesIndex][1](row)) + ' of '
          + bytes(row.size_bytes));
      } },
      xAxis: { type: 'value', min: 0, max: 100, ...axis(), axisLabel: { color: css('--soft'), formatter: '{value}%' } },
      yAxis: { type: 'category', inverse: true, data: disks.map((row) => printable(row.mounted_on)), ...axis(),
        axisLabel: { color: css('--ink') } },
      series: parts.map(([name, part, ink]) => ({
        name, type: 'bar', stack: 'disk', barWidth: 18, color: css(ink),
        data: disks.map((row) => share(row, part(row))),
      })),
    }));
  }

  byId('main').hidden = false;
  drawHead();
  choice('measures', 'measure', measures, state.measure);
  if (data.pair) {
    choice('views', 'view', views, state.view);
  } else {
    byId('views').hidden = true;
  }
  drawTree();
  drawPlaces();
  drawSnapshots();
  drawDisk();
  followHash();
  window.addEventListener('hashchange', followHash);
  new ResizeObserver(() => map.resize()).observe(byId('map'));
  window.addEventListener('resize', () => charts.forEach(([made]) => made.resize()));
  dark.addEventListener('change', () => {
    drawTree();
    charts.forEach(([made, option]) => made.setOption(option(), true));
  });
})();
