<?php
// Where the database is comes from the pod's environment each time; the keys were drawn when the files came into the volume.
$from = fn (string $name, string $otherwise) => getenv("WORDPRESS_$name") ?: $otherwise;
define('DB_HOST', $from('DB_HOST', 'mysql'));
define('DB_USER', $from('DB_USER', 'wordpress'));
define('DB_PASSWORD', $from('DB_PASSWORD', ''));
define('DB_NAME', $from('DB_NAME', 'wordpress'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
foreach (require __DIR__ . '/wp-keys.php' as $name => $key) define($name, $key);
define('WP_DEBUG', $from('DEBUG', '') !== '');
// The files in the volume are this pod's own: there is no newer Debian in it to update from.
define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = $from('TABLE_PREFIX', 'wp_');
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
