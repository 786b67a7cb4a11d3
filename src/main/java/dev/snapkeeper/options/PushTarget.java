package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Pushgateway. Its text form leaves the credentials out.
 *
 * @param tls whether it is spoken to by https
 * @param address host, port if it is not the scheme's own, and path prefix if there is one: {@code
 *     example.com:9091/push}
 * @param login what to log in with by HTTP's basic authentication, if anything
 */
public record PushTarget(boolean tls, String address, Optional<Login> login) {
  // not java.net.URI, which refuses the underscores of a Compose service's name
  private static final Pattern URL =
      Pattern.compile(
          "(?i)(https?)://(?:([^/@\\s]+)@)?((?:\\[[0-9a-f:.]+]|[\\w.-]+)(?::(\\d{1,5}))?)(/[^\\s?#]*)?");

  /**
   * Who logs in.
   *
   * @param user a name
   * @param password may be empty
   */
  public record Login(String user, String password) {
    public Login {
      requireNonNull(user);
      requireNonNull(password);
    }

    @Override
    public String toString() {
      return "Login";
    }
  }

  public PushTarget {
    requireNonNull(address);
    requireNonNull(login);
  }

  /** Takes a URL apart; empty where it is none, or none that can be pushed to. */
  static Optional<PushTarget> of(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches() || (parts.group(4) != null && !isPort(parts.group(4)))) {
      return Optional.empty();
    }
    String path = parts.group(5) == null ? "" : parts.group(5).replaceAll("/+$", "");
    try {
      return Optional.of(
          new PushTarget(
              parts.group(1).equalsIgnoreCase("https"),
              parts.group(3) + path,
              Optional.ofNullable(parts.group(2)).map(PushTarget::login)));
    } catch (IllegalArgumentException e) { // a % in the login that escapes nothing
      return Optional.empty();
    }
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port > 0 && port < 1 << 16;
  }

  private static Login login(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Login(decode(text), "")
        : new Login(decode(text.substring(0, colon)), decode(text.substring(colon + 1)));
  }

  private static String decode(String text) {
    // in this part of a URL a plus sign is no blank
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + address;
  }
}
