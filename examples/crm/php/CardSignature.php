<?php

// Whether a card was asked for by ChatPlugin, now and for the first time: the check of a signature.
//
// protocol/card.md says the same in words, ../vectors.json by examples. For PHP 7.4 and later; it needs nothing else
// of this folder. ../signature.py is the same in Python.

declare(strict_types=1);

final class CardSignature
{
    public const ACCEPTED = 'accepted';
    public const UNSIGNED = 'unsigned';
    public const TWICE = 'a parameter stands there twice';
    public const UNKNOWN_KEY = 'unknown key';
    public const FORGED = 'wrong signature';
    public const TOO_EARLY = 'not valid yet';
    public const EXPIRED = 'expired';
    public const USED = 'used before';

    /** Seconds by which the clock of a desktop may be wrong. */
    public const CLOCKS_DIFFER = 30;

    /** Seconds that the settings allow a link at most: so a nonce is never kept for ever. */
    public const LONGEST_LIFE = 86400;

    private const FORMS = [
        'kid' => '/^[A-Za-z0-9._-]{1,64}$/D',
        'ts' => '/^[0-9]{1,12}$/D',
        'exp' => '/^[0-9]{1,12}$/D',
        'nonce' => '/^[0-9a-f]{32}$/D',
        'sig' => '/^[0-9a-f]{64}$/D',
    ];

    /** @var array<string, string> */
    private array $keys;

    /** @var callable(string, int): bool */
    private $isNew;

    /**
     * @param array<string, string> $keys secrets by their ids: two of them while a key is being changed
     * @param callable(string, int): bool $isNew keeps a nonce until a moment in seconds since 1970, and returns false
     *     if it has it already. PHP forgets everything after a request, so this is your cache or database, such as
     *     `fn ($nonce, $until) => apcu_add("card:$nonce", 1, $until - time())`.
     */
    public function __construct(array $keys, callable $isNew)
    {
        $this->keys = $keys;
        $this->isNew = $isNew;
    }

    /**
     * Judge the parameters of the address or of the form.
     *
     * Ask who is logged in first: what leads to the login page uses up no nonce.
     *
     * @param string $address the card's, up to the '?', as the administrator's template has it: a constant of yours,
     *     never put together from a request's headers
     * @param string $query as it came, undecoded: $_SERVER['QUERY_STRING'], or file_get_contents('php://input')
     * @param int $now seconds since 1970-01-01 UTC
     */
    public function check(string $address, string $query, int $now): string
    {
        $pairs = self::pairs($query);
        $names = array_map([self::class, 'lowerAscii'], array_column($pairs, 0));
        if (count(array_unique($names, SORT_STRING)) < count($names)) {
            return self::TWICE;
        }
        $values = array_column($pairs, 1, 0);
        foreach (self::FORMS as $name => $form) {
            if (preg_match($form, $values[$name] ?? '') !== 1) {
                return self::UNSIGNED;
            }
        }
        if (!isset($this->keys[$values['kid']])) {
            return self::UNKNOWN_KEY;
        }
        $others = array_filter($pairs, fn (array $pair): bool => $pair[0] !== 'sig');
        $expected = hash_hmac('sha256', self::signedText($address, $others), $this->keys[$values['kid']]);
        // The time that this takes tells nothing of how much was right.
        if (!hash_equals($expected, $values['sig'])) {
            return self::FORGED;
        }
        return $this->inTime((int) $values['ts'], (int) $values['exp'], $values['nonce'], $now);
    }

    private function inTime(int $issued, int $expires, string $nonce, int $now): string
    {
        $expires = min($expires, $issued + self::LONGEST_LIFE);
        if ($now < $issued - self::CLOCKS_DIFFER) {
            return self::TOO_EARLY;
        }
        if ($now > $expires + self::CLOCKS_DIFFER) {
            return self::EXPIRED;
        }
        return ($this->isNew)($nonce, $expires + self::CLOCKS_DIFFER) ? self::ACCEPTED : self::USED;
    }

    /** @param array<array{string, string}> $pairs */
    public static function signedText(string $address, array $pairs): string
    {
        // rawurlencode is RFC 3986: all but the unreserved characters A-Z a-z 0-9 - . _ ~ as %XX, in capitals.
        $lines = array_map(fn (array $pair): string => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]), $pairs);
        sort($lines, SORT_STRING);
        return "ChatPlugin-1\n" . self::canonicalAddress($address) . "\n" . implode('&', $lines);
    }

    /**
     * Every server reads a form like this: '+' is a blank, and what has no '=' has no value. Not parse_str, which
     * changes names and drops the first of two.
     *
     * @return array<array{string, string}>
     */
    public static function pairs(string $query): array
    {
        $pairs = [];
        foreach (explode('&', $query) as $piece) {
            if ($piece !== '') {
                [$name, $value] = explode('=', $piece, 2) + [1 => ''];
                $pairs[] = [urldecode($name), urldecode($value)];
            }
        }
        return $pairs;
    }

    private static function canonicalAddress(string $address): string
    {
        [$scheme, $rest] = explode('://', $address, 2);
        [$server, $path] = explode('/', $rest, 2) + [1 => ''];
        $scheme = self::lowerAscii($scheme);
        $usualPort = $scheme === 'https' ? '/:443$/D' : '/:80$/D';
        $server = preg_replace($usualPort, '', self::lowerAscii($server));
        // Not urldecode: in a path a plus is a plus.
        $segments = array_map(fn (string $segment): string => rawurlencode(rawurldecode($segment)), explode('/', $path));
        return "$scheme://$server/" . implode('/', $segments);
    }

    private static function lowerAscii(string $name): string
    {
        return strtr($name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz');
    }
}
