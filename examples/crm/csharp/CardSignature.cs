// Whether a card was asked for by ChatPlugin, now and for the first time: the check of a signature.
//
// protocol/card.md says the same in words, ../vectors.json by examples. For .NET Framework 4 and later; it
// needs nothing else of this folder. ../signature.py is the same in Python.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

public enum CardVerdict
{
    Accepted,
    Unsigned,
    Twice,
    UnknownKey,
    Forged,
    TooEarly,
    Expired,
    Used
}

public sealed class CardSignature
{
    /// <summary>Seconds by which the clock of a desktop may be wrong.</summary>
    public const long ClocksDiffer = 30;

    /// <summary>Seconds that the settings allow a link at most: so a nonce is never kept for ever.</summary>
    public const long LongestLife = 86400;

    private static readonly Dictionary<string, Regex> Forms = new Dictionary<string, Regex>
    {
        { "kid", new Regex(@"^[A-Za-z0-9._-]{1,64}\z") },
        { "ts", new Regex(@"^[0-9]{1,12}\z") },
        { "exp", new Regex(@"^[0-9]{1,12}\z") },
        { "nonce", new Regex(@"^[0-9a-f]{32}\z") },
        { "sig", new Regex(@"^[0-9a-f]{64}\z") }
    };

    private readonly IDictionary<string, string> keys;
    private readonly Dictionary<string, long> used = new Dictionary<string, long>();

    /// <summary>Secrets by their ids: two of them while a key is being changed.</summary>
    public CardSignature(IDictionary<string, string> keys)
    {
        this.keys = keys;
    }

    /// <summary>
    /// Judges the parameters of the address or of the form, as they came, undecoded: in ASP.NET
    /// Request.Url.Query without its '?', or the body of the request as ASCII text.
    /// </summary>
    /// <param name="address">The card's address up to the '?', as the administrator's template has it: a
    /// constant of yours, never put together from a request's headers.</param>
    /// <param name="now">Seconds since 1970-01-01 UTC.</param>
    /// <remarks>Ask who is logged in first: what leads to the login page uses up no nonce.</remarks>
    public CardVerdict Check(string address, string query, long now)
    {
        List<KeyValuePair<string, string>> pairs = Pairs(query);
        Dictionary<string, string> values = new Dictionary<string, string>();
        HashSet<string> names = new HashSet<string>();
        foreach (KeyValuePair<string, string> pair in pairs)
        {
            if (!names.Add(LowerAscii(pair.Key)))
            {
                return CardVerdict.Twice;
            }
            values[pair.Key] = pair.Value;
        }
        foreach (KeyValuePair<string, Regex> form in Forms)
        {
            string value;
            if (!values.TryGetValue(form.Key, out value) || !form.Value.IsMatch(value))
            {
                return CardVerdict.Unsigned;
            }
        }
        string secret;
        if (!keys.TryGetValue(values["kid"], out secret))
        {
            return CardVerdict.UnknownKey;
        }
        string text = SignedText(address, pairs.Where(pair => pair.Key != "sig"));
        return Same(Hmac(secret, text), values["sig"])
            ? InTime(long.Parse(values["ts"]), long.Parse(values["exp"]), values["nonce"], now)
            : CardVerdict.Forged;
    }

    private CardVerdict InTime(long issued, long expires, string nonce, long now)
    {
        expires = Math.Min(expires, issued + LongestLife);
        if (now < issued - ClocksDiffer)
        {
            return CardVerdict.TooEarly;
        }
        if (now > expires + ClocksDiffer)
        {
            return CardVerdict.Expired;
        }
        // Remembered until the link expires; of several servers each must ask the same memory.
        lock (used)
        {
            foreach (string old in used.Where(entry => entry.Value < now).Select(entry => entry.Key).ToList())
            {
                used.Remove(old);
            }
            if (used.ContainsKey(nonce))
            {
                return CardVerdict.Used;
            }
            used[nonce] = expires + ClocksDiffer;
        }
        return CardVerdict.Accepted;
    }

    public static string SignedText(string address, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        string[] lines = pairs.Select(pair => Encoded(pair.Key) + "=" + Encoded(pair.Value)).ToArray();
        Array.Sort(lines, StringComparer.Ordinal);
        return "ChatPlugin-1\n" + CanonicalAddress(address) + "\n" + string.Join("&", lines);
    }

    /// <summary>
    /// Every server reads a form like this: '+' is a blank, and what has no '=' has no value. Each char of the
    /// result is one octet, so that nothing is lost where the octets are no UTF-8.
    /// </summary>
    public static List<KeyValuePair<string, string>> Pairs(string query)
    {
        List<KeyValuePair<string, string>> pairs = new List<KeyValuePair<string, string>>();
        foreach (string piece in query.Replace('+', ' ').Split('&').Where(piece => piece.Length > 0))
        {
            int equals = piece.IndexOf('=');
            string name = equals < 0 ? piece : piece.Substring(0, equals);
            string value = equals < 0 ? "" : piece.Substring(equals + 1);
            pairs.Add(new KeyValuePair<string, string>(Decoded(name), Decoded(value)));
        }
        return pairs;
    }

    private static string CanonicalAddress(string address)
    {
        int mark = address.IndexOf("://", StringComparison.Ordinal);
        string scheme = address.Substring(0, mark).ToLowerInvariant();
        string rest = address.Substring(mark + 3);
        int slash = rest.IndexOf('/');
        string server = (slash < 0 ? rest : rest.Substring(0, slash)).ToLowerInvariant();
        string path = slash < 0 ? "" : rest.Substring(slash + 1);
        string usualPort = scheme == "https" ? ":443" : ":80";
        if (server.EndsWith(usualPort, StringComparison.Ordinal))
        {
            server = server.Substring(0, server.Length - usualPort.Length);
        }
        IEnumerable<string> segments = path.Split('/').Select(segment => Encoded(Decoded(segment)));
        return scheme + "://" + server + "/" + string.Join("/", segments.ToArray());
    }

    /// <summary>RFC 3986: all but the unreserved characters A-Z a-z 0-9 - . _ ~ as %XX, in capitals.</summary>
    private static string Encoded(string octets)
    {
        StringBuilder text = new StringBuilder();
        foreach (char octet in octets)
        {
            bool isLetter = (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
            bool isOther = (octet >= '0' && octet <= '9') || "-._~".IndexOf(octet) >= 0;
            text.Append(isLetter || isOther ? octet.ToString() : "%" + ((int)octet).ToString("X2"));
        }
        return text.ToString();
    }

    private static string Decoded(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        StringBuilder decoded = new StringBuilder();
        for (int at = 0; at < octets.Length; at++)
        {
            bool isEscape = octets[at] == '%' && at + 2 < octets.Length
                && Uri.IsHexDigit((char)octets[at + 1]) && Uri.IsHexDigit((char)octets[at + 2]);
            if (isEscape)
            {
                int high = Uri.FromHex((char)octets[at + 1]), low = Uri.FromHex((char)octets[at + 2]);
                decoded.Append((char)(high * 16 + low));
                at += 2;
            }
            else
            {
                decoded.Append((char)octets[at]);
            }
        }
        return decoded.ToString();
    }

    private static string LowerAscii(string name)
    {
        return new string(name.Select(c => c >= 'A' && c <= 'Z' ? (char)(c + 32) : c).ToArray());
    }

    private static string Hmac(string secret, string text)
    {
        using (HMACSHA256 hmac = new HMACSHA256(Encoding.ASCII.GetBytes(secret)))
        {
            byte[] octets = hmac.ComputeHash(Encoding.ASCII.GetBytes(text));
            return BitConverter.ToString(octets).Replace("-", "").ToLowerInvariant();
        }
    }

    /// <summary>The time that this takes tells nothing of how much was right.</summary>
    private static bool Same(string expected, string given)
    {
        int difference = expected.Length ^ given.Length;
        for (int at = 0; at < expected.Length && at < given.Length; at++)
        {
            difference |= expected[at] ^ given[at];
        }
        return difference == 0;
    }
}
