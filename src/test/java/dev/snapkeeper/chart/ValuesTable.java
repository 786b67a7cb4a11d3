package dev.snapkeeper.chart;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What values.yaml says of itself: a comment that begins with {@code ##} opens a section, the
 * comment above a key explains it. Where no key below one is explained, its value is shown as a
 * whole.
 *
 * @param rows every key with an explanation, in the order of the file
 */
record ValuesTable(List<Row> rows) {
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");
  private static final Pattern COMMENT = Pattern.compile(" *# ?(.*)");

  /** A key, such as {@code autopurge.purgeInterval}. */
  record Row(String section, String key, String explanation) {
    Row {
      requireNonNull(section);
      requireNonNull(key);
      requireNonNull(explanation);
    }
  }

  ValuesTable {
    rows = List.copyOf(rows);
  }

  /** Reads the text of a values.yaml that is indented by two. */
  static ValuesTable of(String yaml) {
    List<Row> rows = new ArrayList<>();
    List<String> path = new ArrayList<>();
    String section = "";
    StringBuilder comment = new StringBuilder();
    for (String line : yaml.lines().toList()) {
      Matcher key = KEY.matcher(line);
      Matcher words = COMMENT.matcher(line);
      if (line.startsWith("## ")) {
        section = line.substring(3);
      } else if (words.matches()) {
        comment.append(comment.isEmpty() ? "" : " ").append(words.group(1));
        continue;
      } else if (key.matches() && key.group(1).length() / 2 <= path.size()) { // else in a list
        path.subList(key.group(1).length() / 2, path.size()).clear();
        path.add(key.group(2));
        if (!comment.isEmpty()) {
          rows.add(new Row(section, String.join(".", path), comment.toString()));
        }
      }
      comment.setLength(0);
    }
    return new ValuesTable(rows);
  }

  /**
   * As Markdown: a table for each section.
   *
   * @param defaults the values themselves
   */
  String markdown(Map<String, Object> defaults) {
    Map<String, StringBuilder> sections = new LinkedHashMap<>();
    for (Row row : rows) {
      sections
          .computeIfAbsent(
              row.section(), s -> new StringBuilder("| key | default | meaning |\n|---|---|---|\n"))
          .append("| `")
          .append(row.key())
          .append("` | ")
          .append(isLeaf(row) ? "`" + flow(value(defaults, row.key())) + "`" : "")
          .append(" | ")
          .append(row.explanation().replace("|", "\\|").replace("<", "&lt;"))
          .append(" |\n");
    }
    StringBuilder text = new StringBuilder();
    sections.forEach((name, table) -> text.append("\n### " + name + "\n\n").append(table));
    return text.toString();
  }

  /** Whether it stands for all below it. */
  boolean isLeaf(Row row) {
    return rows.stream().noneMatch(other -> other.key().startsWith(row.key() + "."));
  }

  /** The value of a key, such as {@code a.b}. */
  static Object value(Map<String, Object> values, String key) {
    Object value = values;
    for (String name : List.of(key.split("\\.", -1))) {
      value = ((Map<?, ?>) value).get(name);
    }
    return value;
  }

  /** On one line, as JSON has it. */
  private static String flow(Object value) {
    return new com.google.gson.GsonBuilder()
        .disableHtmlEscaping()
        .serializeNulls()
        .create()
        .toJson(value);
  }
}
