/**
 * Program of a mount keeper, in the Perl that every Debian has: copies the mount on /source into the mount namespace of every node of its
 * cluster, and again whenever a node starts anew. Nodes are told from other processes by the cluster's shared volume. The kernel (5.2 and
 * later) lets a detached copy of a mount be carried into another namespace; nodes need not be made again and notice nothing.
 */
export const keeperScript = String.raw`
use strict;
use warnings;
use POSIX ();
my ($target, $only) = @ARGV;
$| = 1;
$SIG{TERM} = $SIG{INT} = sub { exit 0 };
my ($device, $inode) = (stat '/mnt/shared')[0, 1] or die "keeper: /mnt/shared: $!\n";
my ($source) = grep { $_->[2] eq '/source' } mounts('self') or die "keeper: /source is no mount\n";
my (%done, %told);
my $scan_until = 0;

while (1) {
  my @gone = grep { !-e "/proc/$_" } keys %done;
  delete @done{@gone};
  $scan_until = time() + 60 if @gone;
  attach($_) for grep { !$done{$_} } nodes();
  # Closely after a node has ended, for it may start again and its pods must not come first; seldom when nothing happens.
  for (1 .. (time() < $scan_until ? 1 : 8)) {
    select undef, undef, undef, 0.25;
    last if grep { !-e "/proc/$_" } keys %done;
  }
}

sub slurp {
  open my $file, '<', $_[0] or return '';
  local $/;
  return <$file> // '';
}

sub mounts {
  my ($pid) = @_;
  return map { my @w = split / /; [$w[2], $w[3], $w[4] =~ s/\\([0-7]{3})/chr oct $1/ger] } split /\n/, slurp("/proc/$pid/mountinfo");
}

sub nodes {
  opendir my $proc, '/proc' or return;
  return grep { /^\d+$/ && is_node($_) } readdir $proc;
}

sub is_node {
  my ($pid) = @_;
  return unless slurp("/proc/$pid/comm") eq "systemd\n" && slurp("/proc/$pid/status") =~ /^NSpid:.*\t1$/m;
  my ($d, $i) = (stat "/proc/$pid/root/mnt/shared")[0, 1] or return;
  return unless $d == $device && $i == $inode;
  return $only eq '' || name_of($pid) eq $only;
}

sub name_of { return slurp("/proc/$_[0]/root/etc/hostname") =~ s/\n$//r }

sub attach {
  my ($pid) = @_;
  if (grep { $_->[0] eq $source->[0] && $_->[1] eq $source->[1] && $_->[2] eq $target } mounts($pid)) {
    $done{$pid} = 1;
    return;
  }
  my $child = fork // return;
  if ($child == 0) {
    open STDERR, '>', '/dev/null' if $told{$pid};
    # Numbers of system calls: 428 open_tree, 429 move_mount, the same on all architectures.
    my $path = '/source';
    my $copy = syscall 428, -100, $path, 0x8001;
    die "open_tree: $!\n" if $copy < 0;
    exec 'nsenter', "--target=$pid", '--mount', '--', 'perl', '-e', <<'END', $copy, $target, -d '/source' ? 1 : 0;
my ($copy, $target, $folder) = @ARGV;
my $parent = $folder ? $target : $target =~ s{/[^/]*$}{}r;
system 'mkdir', '-p', '--', $parent || '/' and exit 1;
if (!$folder && !-e $target) { open my $file, '>', $target or die "$target: $!\n" }
my $here = '';
syscall(429, $copy + 0, $here, -100, $target, 4) == 0 or die "move_mount to $target: $!\n";
END
    die "nsenter: $!\n";
  }
  waitpid $child, 0;
  if ($? == 0) { $done{$pid} = 1; return }
  # After what the child has said, so that it is known which node it is about.
  print STDERR 'on node ', name_of($pid), "\n" unless $told{$pid};
  $told{$pid} = 1;
}
`;
