package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Growth.Measure;
import dev.snapkeeper.compare.Outline;
import dev.snapkeeper.compare.Outline.Box;
import dev.snapkeeper.compare.Outline.Content;
import dev.snapkeeper.usage.FileSystemUsage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One file of HTML, in which names are only ever text. */
class PageHtmlTest {
  private static final List<String> HOSTILE =
      List.of(
          "</script><script>alert(1)</script>",
          "<!--<script>",
          "]]>",
          "<img src=x onerror=alert(1)>",
          "\"'`&amp;\\",
          "{{library}} {a|b} ${x} {b}",
          "line\u2028and\u2029paragraph",
          "\u0000\u0001\n\r\t\u001b[31m\u007f",
          "\u202etxt.exe\u200b",
          "\ud800 lone \udfff",
          "漢字 ünï 😀");

  private static Page page(List<String> names) {
    List<Box> boxes = new ArrayList<>();
    Content none = new Content(0, 0, 0);
    boxes.add(new Box(-1, "", false, none, new Content(10L * names.size(), 0, 1 + names.size())));
    names.forEach(name -> boxes.add(new Box(0, name, false, none, new Content(10, 10, 1))));
    String any = names.get(0);
    return new Page(
        "inspect",
        "TEST",
        Instant.parse("2026-03-01T12:00:00Z"),
        any,
        false,
        new Outline(boxes),
        List.of(
            new Page.Places(
                "Holds most data",
                Measure.BYTES,
                new Growth(5, 5, List.of(new Growth.Place("/" + any, 5, 0, 5)), 0),
                Optional.empty())),
        List.of(
            new Page.Snapshot(
                any,
                Instant.parse("2026-03-01T11:00:00Z"),
                9,
                OptionalLong.of(3),
                OptionalLong.empty(),
                true,
                "sound")),
        List.of(new FileSystemUsage(any, "/data", 100, 60, 30)),
        List.of(any));
  }

  private static byte[] bytes(Page page) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PageHtml.write(page, out);
    return out.toByteArray();
  }

  private static String html(Page page) throws IOException {
    return new String(bytes(page), StandardCharsets.UTF_8);
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static String data(String html) {
    String start = "<script id=\"data\" type=\"application/json\">";
    int at = html.indexOf(start) + start.length();
    return html.substring(at, html.indexOf("</script>", at));
  }

  @Test
  void bringsEveryNameBackAsItWas() throws Exception {
    JsonObject data = JsonParser.object().from(data(html(page(HOSTILE))));

    List<String> names = new ArrayList<>(List.of(""));
    names.addAll(HOSTILE);
    assertEquals(names, data.getObject("boxes").getArray("name"));
    assertEquals(HOSTILE.get(0), data.getString("headline"));
    assertEquals(HOSTILE.get(0), data.getArray("notes").getString(0));
  }

  @Test
  void holdsTheFiguresThatItWasGiven() throws Exception {
    assertEquals(
        """
        {"command":"inspect","version":"TEST","made_at":"2026-03-01T12:00:00Z","headline":"a",\
        "pair":false,"places":[{"title":"Holds most data","measure":"bytes","grew":false,\
        "rows":[{"path":"/a","grew":5,"left":0,"right":5,"is_rest":false}]}],\
        "snapshots":[{"name":"a","at":"2026-03-01T11:00:00Z","size_bytes":9,"znodes":3,\
        "sound":true,"verdict":"sound"}],\
        "disk":[{"filesystem":"a","mounted_on":"/data","size_bytes":100,"used_bytes":60,\
        "available_bytes":30,"use_percent":67}],"notes":["a"],\
        "boxes":{"parent":[-1,0],"name":["","a"],"rest":[0,0],"bytes":[10,10],\
        "own_bytes":[0,10],"znodes":[2,1]}}""",
        data(html(page(List.of("a")))));
  }

  @Test
  void letsNoNameEndTheElementThatItStandsIn() throws IOException {
    for (String name : HOSTILE) {
      String html = html(page(List.of(name)));
      assertFalse(data(html).matches("(?s).*[<>&\u2028\u2029].*"), name);
      assertEquals(
          all("<[a-z!/]+", html(page(List.of("a")))),
          all("<[a-z!/]+", html),
          "the same elements as without: " + name);
    }
  }

  @Test
  void runsAndShowsNothingThatItsPolicyDoesNotName() throws Exception {
    String html = html(page(HOSTILE));
    String policy = all("Content-Security-Policy\" content=\"[^\"]*", html).get(0);
    List<String> hashes = all("'sha256-[^']*'", policy);

    assertEquals(
        "default-src 'none'; img-src data:; script-src H H; style-src H",
        policy.replaceAll("'sha256-[^']*'", "H").replaceAll(".*content=\"", ""));
    List<String> inline = new ArrayList<>(all("(?<=<script>).*?(?=</script>)", html));
    inline.addAll(all("(?<=<style>).*?(?=</style>)", html));
    List<String> found = new ArrayList<>();
    for (String text : inline) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      found.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    assertEquals(hashes, found);
  }

  @Test
  void namesNothingOutsideOfItself() throws IOException {
    String html = html(page(HOSTILE));
    String own = html.replaceAll("(?s)<script>.*?</script>", "");
    assertEquals(List.of("href=\"data:,\""), all("\\b(src|href|action)=\"[^\"]*\"", own));
    assertEquals(List.of(), all("url\\(|@import|https?:", own));
  }

  @Test
  void carriesTheLicenceOfTheLibraryInIt() throws IOException {
    String html = html(page(HOSTILE));
    assertTrue(html.contains("Licensed to the Apache Software Foundation (ASF) under one"));
    assertTrue(html.contains("Copyright 2017-2025 The Apache Software Foundation"));
    for (String file : List.of("LICENSE", "NOTICE", "LICENSE-d3")) {
      assertTrue(PageHtml.class.getResource("echarts/" + file) != null, file);
    }
  }

  @Test
  void isTheSameForTheSameFigures() throws IOException {
    assertArrayEquals(bytes(page(HOSTILE)), bytes(page(HOSTILE)));
  }

  @Test
  void isKnownAgainByItsBeginning() throws IOException {
    byte[] page = bytes(page(HOSTILE));
    assertTrue(PageHtml.isPage(Arrays.copyOf(page, PageHtml.beginning())));
    page[20]++;
    assertFalse(PageHtml.isPage(Arrays.copyOf(page, PageHtml.beginning())));
  }
}
