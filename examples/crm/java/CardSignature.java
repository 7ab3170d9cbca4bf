// Whether a card was asked for by ChatPlugin, now and for the first time: the check of a signature.
//
// protocol/card.md says the same in words, ../vectors.json by examples. For Java 8 and later; it needs nothing else of
// this folder. ../signature.py is the same in Python.

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class CardSignature {
    public enum Verdict {
        ACCEPTED, UNSIGNED, TWICE, UNKNOWN_KEY, FORGED, TOO_EARLY, EXPIRED, USED
    }

    /** Seconds by which the clock of a desktop may be wrong. */
    public static final long CLOCKS_DIFFER = 30;

    /** Seconds that the settings allow a link at most: so a nonce is never kept for ever. */
    public static final long LONGEST_LIFE = 86400;

    private static final Map<String, Pattern> FORMS = new HashMap<>();

    static {
        FORMS.put("kid", Pattern.compile("[A-Za-z0-9._-]{1,64}"));
        FORMS.put("ts", Pattern.compile("[0-9]{1,12}"));
        FORMS.put("exp", Pattern.compile("[0-9]{1,12}"));
        FORMS.put("nonce", Pattern.compile("[0-9a-f]{32}"));
        FORMS.put("sig", Pattern.compile("[0-9a-f]{64}"));
    }

    private final Map<String, String> keys;
    private final Map<String, Long> used = new HashMap<>();

    /** Secrets by their ids: two of them while a key is being changed. */
    public CardSignature(Map<String, String> keys) {
        this.keys = keys;
    }

    /**
     * Judges the parameters of the address or of the form. Ask who is logged in first: what leads to the login page
     * uses up no nonce.
     *
     * @param address the card's, up to the '?', as the administrator's template has it: a constant of yours, never put
     *     together from a request's headers
     * @param query as it came, undecoded: request.getQueryString(), or the body of the form as text
     * @param now seconds since 1970-01-01 UTC
     */
    public Verdict check(String address, String query, long now) {
        List<String[]> pairs = pairs(query);
        Map<String, String> values = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (String[] pair : pairs) {
            if (!names.add(lowerAscii(pair[0]))) {
                return Verdict.TWICE;
            }
            values.put(pair[0], pair[1]);
        }
        for (Map.Entry<String, Pattern> form : FORMS.entrySet()) {
            if (!form.getValue().matcher(values.getOrDefault(form.getKey(), "")).matches()) {
                return Verdict.UNSIGNED;
            }
        }
        String secret = keys.get(values.get("kid"));
        if (secret == null) {
            return Verdict.UNKNOWN_KEY;
        }
        List<String[]> others = pairs.stream().filter(pair -> !pair[0].equals("sig")).collect(Collectors.toList());
        String expected = hmac(secret, signedText(address, others));
        // The time that this takes tells nothing of how much was right.
        if (!MessageDigest.isEqual(expected.getBytes(US_ASCII), values.get("sig").getBytes(US_ASCII))) {
            return Verdict.FORGED;
        }
        return inTime(Long.parseLong(values.get("ts")), Long.parseLong(values.get("exp")), values.get("nonce"), now);
    }

    private Verdict inTime(long issued, long signedUntil, String nonce, long now) {
        long expires = Math.min(signedUntil, issued + LONGEST_LIFE);
        if (now < issued - CLOCKS_DIFFER) {
            return Verdict.TOO_EARLY;
        }
        if (now > expires + CLOCKS_DIFFER) {
            return Verdict.EXPIRED;
        }
        // Remembered until the link expires; of several servers each must ask the same memory.
        synchronized (used) {
            used.values().removeIf(until -> until < now);
            return used.putIfAbsent(nonce, expires + CLOCKS_DIFFER) == null ? Verdict.ACCEPTED : Verdict.USED;
        }
    }

    public static String signedText(String address, List<String[]> pairs) {
        String lines = pairs.stream()
            .map(pair -> encoded(pair[0]) + "=" + encoded(pair[1]))
            .sorted()
            .collect(Collectors.joining("&"));
        return "ChatPlugin-1\n" + canonicalAddress(address) + "\n" + lines;
    }

    /**
     * Every server reads a form like this: '+' is a blank, and what has no '=' has no value. Each char of the result is
     * one octet, so that nothing is lost where the octets are no UTF-8.
     */
    public static List<String[]> pairs(String query) {
        List<String[]> pairs = new ArrayList<>();
        for (String piece : query.replace('+', ' ').split("&")) {
            if (!piece.isEmpty()) {
                int equals = piece.indexOf('=');
                String name = equals < 0 ? piece : piece.substring(0, equals);
                String value = equals < 0 ? "" : piece.substring(equals + 1);
                pairs.add(new String[] {decoded(name), decoded(value)});
            }
        }
        return pairs;
    }

    private static String canonicalAddress(String address) {
        String[] parts = address.split("://", 2);
        String scheme = parts[0].toLowerCase(Locale.ROOT);
        String[] rest = parts[1].split("/", 2);
        String server = rest[0].toLowerCase(Locale.ROOT).replaceFirst(scheme.equals("https") ? ":443$" : ":80$", "");
        String path = rest.length < 2 ? "" : rest[1];
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            segments.add(encoded(decoded(segment)));
        }
        return scheme + "://" + server + "/" + String.join("/", segments);
    }

    /** RFC 3986: all but the unreserved characters A-Z a-z 0-9 - . _ ~ as %XX, in capitals. */
    private static String encoded(String octets) {
        StringBuilder text = new StringBuilder();
        for (char octet : octets.toCharArray()) {
            boolean isLetter = (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
            boolean isOther = (octet >= '0' && octet <= '9') || "-._~".indexOf(octet) >= 0;
            text.append(isLetter || isOther ? String.valueOf(octet) : String.format("%%%02X", (int) octet));
        }
        return text.toString();
    }

    private static String decoded(String text) {
        String octets = new String(text.getBytes(UTF_8), ISO_8859_1);
        StringBuilder decoded = new StringBuilder();
        for (int at = 0; at < octets.length(); at++) {
            if (octets.startsWith("%", at) && isHex(octets, at + 1) && isHex(octets, at + 2)) {
                decoded.append((char) Integer.parseInt(octets.substring(at + 1, at + 3), 16));
                at += 2;
            } else {
                decoded.append(octets.charAt(at));
            }
        }
        return decoded.toString();
    }

    private static boolean isHex(String octets, int at) {
        return at < octets.length() && "0123456789ABCDEFabcdef".indexOf(octets.charAt(at)) >= 0;
    }

    private static String lowerAscii(String name) {
        StringBuilder text = new StringBuilder();
        for (char octet : name.toCharArray()) {
            text.append(octet >= 'A' && octet <= 'Z' ? (char) (octet + 32) : octet);
        }
        return text.toString();
    }

    private static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(US_ASCII), "HmacSHA256"));
            StringBuilder digits = new StringBuilder();
            for (byte octet : mac.doFinal(text.getBytes(US_ASCII))) {
                digits.append(String.format("%02x", octet));
            }
            return digits.toString();
        } catch (GeneralSecurityException problem) {
            throw new IllegalStateException(problem);
        }
    }
}
