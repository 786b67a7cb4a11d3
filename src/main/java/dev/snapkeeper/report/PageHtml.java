package dev.snapkeeper.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.grack.nanojson.JsonWriter;
import dev.snapkeeper.compare.Growth.Place;
import dev.snapkeeper.compare.Outline.Box;
import dev.snapkeeper.compare.Outline.Content;
import dev.snapkeeper.usage.FileSystemUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page as one file of HTML that needs nothing else: style, scripts and figures are in it, and its
 * Content-Security-Policy lets nothing in from outside. Figures come as JSON that nothing executes,
 * so that a znode's name is only ever text.
 */
public final class PageHtml {
  /** What every page begins with, and by which one is known again. */
  private static final byte[] BEGINNING =
      "<!doctype html>\n<!-- a page of Snapkeeper's -->\n".getBytes(US_ASCII);

  private PageHtml() {}

  /** How many bytes of a file {@link #isPage} wants to see. */
  public static int beginning() {
    return BEGINNING.length;
  }

  /** Whether a file that begins like this is a page that was written here. */
  public static boolean isPage(byte[] beginning) {
    return Arrays.equals(BEGINNING, beginning);
  }

  /**
   * Writes a page.
   *
   * @throws IOException when it cannot be written
   */
  public static void write(Page page, OutputStream out) throws IOException {
    String style = resource("page.css");
    String library = resource("echarts/echarts.min.js");
    String script = resource("page.js");
    Map<String, String> parts =
        Map.of(
            "policy",
            policy(style, List.of(library, script)),
            "style",
            style,
            "library",
            library,
            "script",
            script,
            "title",
            "Snapkeeper " + page.command(),
            "data",
            inert(JsonWriter.string(json(page))));
    out.write(BEGINNING);
    String rest = resource("page.html");
    for (int at = rest.indexOf("{{"); at >= 0; at = rest.indexOf("{{")) {
      int end = rest.indexOf("}}", at);
      out.write(rest.substring(0, at).getBytes(UTF_8));
      out.write(requireNonNull(parts.get(rest.substring(at + 2, end))).getBytes(UTF_8));
      rest = rest.substring(end + 2);
    }
    out.write(rest.getBytes(UTF_8));
  }

  private static String resource(String name) {
    try (InputStream in = PageHtml.class.getResourceAsStream(name)) {
      return new String(requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only what is in the file runs: https://www.w3.org/TR/CSP3/ */
  private static String policy(String style, List<String> scripts) {
    StringBuilder policy = new StringBuilder("default-src 'none'; img-src data:; script-src");
    scripts.forEach(script -> policy.append(' ').append(hash(script)));
    return policy.append("; style-src ").append(hash(style)).toString();
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** JSON that is the same, and cannot end the element that it stands in. */
  private static String inert(String json) {
    StringBuilder inert = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            c -> {
              if (c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029 || isLone(c)) {
                inert.append(String.format("\\u%04x", c));
              } else {
                inert.appendCodePoint(c);
              }
            });
    return inert.toString();
  }

  /** Half a character, which UTF-8 cannot encode. */
  private static boolean isLone(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static Map<String, Object> json(Page page) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("command", page.command());
    json.put("version", page.version());
    json.put("made_at", page.madeAt().toString());
    json.put("headline", page.headline());
    json.put("pair", page.isPair());
    json.put("places", page.places().stream().map(PageHtml::places).toList());
    json.put("snapshots", page.snapshots().stream().map(PageHtml::snapshot).toList());
    json.put("disk", page.disk().stream().map(PageHtml::disk).toList());
    json.put("notes", page.notes());
    json.put("boxes", boxes(page));
    return json;
  }

  /** Columns rather than rows: thousands of boxes without the names of their fields. */
  private static Map<String, Object> boxes(Page page) {
    List<Box> boxes = page.outline().boxes();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("parent", boxes.stream().map(Box::parent).toList());
    json.put("name", boxes.stream().map(Box::name).toList());
    json.put("rest", boxes.stream().map(box -> box.isRest() ? 1 : 0).toList());
    contents(json, "", boxes, Box::right);
    if (page.isPair()) {
      contents(json, "left_", boxes, Box::left);
    }
    return json;
  }

  private static void contents(
      Map<String, Object> json, String prefix, List<Box> boxes, Function<Box, Content> side) {
    json.put(prefix + "bytes", boxes.stream().map(side).map(Content::bytes).toList());
    json.put(prefix + "own_bytes", boxes.stream().map(side).map(Content::ownBytes).toList());
    json.put(prefix + "znodes", boxes.stream().map(side).map(Content::znodes).toList());
  }

  private static Map<String, Object> places(Page.Places places) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("title", places.title());
    json.put(
        "measure",
        switch (places.measure()) {
          case BYTES -> "bytes";
          case ZNODES -> "znodes";
        });
    json.put("grew", places.pace().isPresent());
    places
        .pace()
        .filter(pace -> pace.elapsed().isPresent())
        .ifPresent(pace -> json.put("per", pace.per().words()));
    json.put(
        "rows",
        places.growth().places().stream().map(place -> place(place, places.pace())).toList());
    return json;
  }

  private static Map<String, Object> place(Place place, Optional<Pace> pace) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", place.path());
    pace.flatMap(rate -> rate.of(place.grew())).ifPresent(rate -> json.put("rate", rate));
    json.put("grew", place.grew());
    json.put("left", place.left());
    json.put("right", place.right());
    json.put("is_rest", place.isRest());
    return json;
  }

  private static Map<String, Object> snapshot(Page.Snapshot snapshot) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", snapshot.name());
    json.put("at", snapshot.at().toString());
    json.put("size_bytes", snapshot.size());
    snapshot.znodes().ifPresent(znodes -> json.put("znodes", znodes));
    snapshot.dataBytes().ifPresent(bytes -> json.put("data_bytes", bytes));
    json.put("sound", snapshot.isSound());
    json.put("verdict", snapshot.verdict());
    return json;
  }

  private static Map<String, Object> disk(FileSystemUsage usage) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("filesystem", usage.source());
    json.put("mounted_on", usage.mountPoint());
    json.put("size_bytes", usage.size());
    json.put("used_bytes", usage.used());
    json.put("available_bytes", usage.available());
    json.put("use_percent", usage.percent());
    return json;
  }
}
