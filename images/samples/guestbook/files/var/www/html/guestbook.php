<?php
// guestbook.php?cmd=set&key=KEY&value=VALUE stores a value with the leader of redis; ?cmd=get&key=KEY reads one from a follower.
// GET_HOSTS_FROM=env takes their addresses from the environment that Kubernetes gives to pods, instead of from DNS.

function hostOf(string $service): string
{
    if (getenv('GET_HOSTS_FROM') !== 'env') {
        return $service;
    }
    $variable = strtoupper(str_replace('-', '_', $service)) . '_SERVICE_HOST';
    return getenv($variable) ?: throw new RuntimeException("$variable is not set: the Service $service was made after this pod.");
}

function connectTo(string $service): Redis
{
    $redis = new Redis();
    $redis->connect(hostOf($service), 6379, 5);
    return $redis;
}

function answer(int $status, array $document): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($document, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
}

$key = $_GET['key'] ?? '';
try {
    switch ($_GET['cmd'] ?? '') {
        case 'set':
            connectTo(getenv('LEADER'))->set($key, $_GET['value'] ?? '');
            answer(200, ['message' => 'Updated']);
            break;
        case 'get':
            answer(200, ['data' => (string) connectTo(getenv('FOLLOWER'))->get($key)]);
            break;
        default:
            answer(400, ['error' => 'cmd is set or get']);
    }
} catch (RedisException | RuntimeException $error) {
    error_log($error->getMessage());
    answer(503, ['error' => $error->getMessage()]);
}
