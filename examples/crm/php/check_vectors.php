<?php

// Judges lines of "<address>\t<query>\t<seconds since 1970>" on standard input by CardSignature, with one memory of
// nonces; for tests, and to try one's own. The arguments are the keys, each as <id>:<secret>.

declare(strict_types=1);

require __DIR__ . '/CardSignature.php';

$keys = [];
foreach (array_slice($argv, 1) as $argument) {
    [$kid, $secret] = explode(':', $argument, 2);
    $keys[$kid] = $secret;
}

$used = [];
$isNew = function (string $nonce, int $until) use (&$used): bool {
    $wasThere = isset($used[$nonce]);
    $used[$nonce] = $until;
    return !$wasThere;
};
$signature = new CardSignature($keys, $isNew);

while (($line = fgets(STDIN)) !== false) {
    [$address, $query, $now] = explode("\t", rtrim($line, "\n"));
    $text = str_replace("\n", ' ', CardSignature::signedText($address, CardSignature::pairs($query)));
    echo $signature->check($address, $query, (int) $now), "\t", $text, "\n";
}
