<?php

// A card's page that checks signatures, for PHP without a framework: php -S 127.0.0.1:8080 card.php

declare(strict_types=1);

require __DIR__ . '/CardSignature.php';

// All from the configuration of your CRM: the address as the administrator's template has it, up to the '?',
// a file with lines of <id>:<secret>, and a folder for nonces.
$address = getenv('CARD_ADDRESS');
$keys = [];
foreach (file(getenv('CARD_KEYS'), FILE_IGNORE_NEW_LINES) as $line) {
    [$kid, $secret] = explode(':', $line, 2);
    $keys[$kid] = $secret;
}

// A file for each nonce: of two requests at the same time, one can make it. Delete those of yesterday each night.
$isNew = function (string $nonce): bool {
    $file = @fopen(getenv('CARD_NONCES') . "/$nonce", 'x');
    return $file !== false && fclose($file);
};

// Here your CRM asks who is logged in, and goes to its login page if nobody is.
$isForm = $_SERVER['REQUEST_METHOD'] === 'POST';
$sent = $isForm ? file_get_contents('php://input') : ($_SERVER['QUERY_STRING'] ?? '');
$verdict = (new CardSignature($keys, $isNew))->check($address, $sent, time());

header('Content-Type: text/html; charset=utf-8');
header('Referrer-Policy: same-origin');
if ($verdict !== CardSignature::ACCEPTED) {
    http_response_code(403);
    echo "<h1>This card cannot be shown: $verdict</h1>";
    exit;
}
$parameters = $isForm ? $_POST : $_GET;
$customer = (string) ($parameters['user_id'] ?? 'unknown');
echo '<h1>Customer ', htmlspecialchars($customer), '</h1>';
