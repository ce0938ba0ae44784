#!/usr/bin/env bash
# A batch on a real Slurm with two nodes, both on this machine: 200 short videos in 16 shards, tasks and a node killed,
# and the disk filled, on the way. Every id must be there once, its files byte by byte those of a run that nobody disturbed.
#   tests/slurm/run.sh [VIDCAM]        needs root and Debian's slurm-wlm and munge (it installs them)
# Exit code 77: Slurm cannot be installed or does not run here.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=cmake/setup/packages.sh
. cmake/setup/packages.sh

vidcam=$(realpath "${1:-build/release/vidcam}")
work=$(mktemp -d /tmp/vidcam-slurm-XXXXXX)
disk=$work/disk
out=$disk/out
videos=200
shards=16
options=(-m samples/models/actions_c3d.pt --smooth 2 --batch 1 --precision fp32 --preset-x264 ultrafast)

write_configuration() {
  local host memory
  host=$(hostname -s)
  memory=$(awk '/MemTotal/ { print int($2 / 2048) }' /proc/meminfo)
  mkdir -p "$work/state" "$work/n1" "$work/n2"
  cat >"$work/slurm.conf" <<CONF
ClusterName=vidcam
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket,cred_expire=5
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/%n.log
SlurmctldPort=17000
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
SchedulerParameters=sched_interval=2,bf_interval=2
KillWait=5
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=n[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[17011-17012] CPUs=1 RealMemory=$memory State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
}

start_slurm() {
  install -d -o munge -g munge -m 0755 "$work/munge"
  chmod 0711 "$work"
  install -o munge -g munge -m 0400 <(head -c 1024 /dev/urandom) "$work/munge/key"
  local socket=$work/munge/socket
  sed -i "s|socket=$work/munge.socket|socket=$socket|" "$work/slurm.conf"
  runuser -u munge -- /usr/sbin/munged --key-file="$work/munge/key" --socket="$socket" --pid-file="$work/munge/pid" \
    --log-file="$work/munge/log" --seed-file="$work/munge/seed" || no_slurm "munged does not start"
  export SLURM_CONF=$work/slurm.conf
  slurmctld -c || no_slurm "slurmctld does not start"
  sleep 2
  { slurmd -N n1 && slurmd -N n2; } || no_slurm "slurmd does not start"
  for ((i = 0; i < 30; ++i)); do
    if [[ $(sinfo -h -t idle -o %D) == 2 ]]; then return; fi
    sleep 1
  done
  no_slurm "the nodes do not come up: $(sinfo 2>&1)"
}

# Only what was started here: by the numbers that it wrote down.
stop_slurm() {
  local file
  scancel --user=root 2>/dev/null || true
  for ((i = 0; i < 30; ++i)); do
    if [[ -z $(squeue -h 2>/dev/null) ]]; then break; fi
    sleep 1
  done
  for file in "$work"/n1.pid "$work"/n2.pid "$work"/slurmctld.pid "$work"/munge/pid; do
    if [[ -s $file ]]; then kill "$(cat "$file")" 2>/dev/null || true; fi
  done
}

clean_up() {
  stop_slurm
  umount "$disk" 2>/dev/null || true
}

# The results have a disk of their own, which can be filled without harm to anybody.
make_disk() {
  mkdir "$disk"
  mount -t tmpfs -o size=256m vidcam-slurm "$disk" || no_slurm "no disk can be mounted"
}

fill_disk() { cat /dev/zero >"$disk/full" 2>/dev/null || true; }

# By exit code 74: its log has no room to say it.
wait_for_a_task_without_room() {
  for ((i = 0; i < 60; ++i)); do
    if scontrol show job -o | grep -q 'ExitCode=74:0'; then return; fi
    sleep 0.5
  done
  die "no task says that the disk is full: $(scontrol show job -o)"
}

no_slurm() { say "$*" && exit 77; }

plan() { "$vidcam" plan "$work/list.tsv" "${options[@]}" --out "$out" --shards "$shards" >/dev/null; }

# All results with their digests, without what tells when and where they were made.
digests() { (cd "$1" && find . -path ./shards -prune -o -path ./logs -prune -o -type f -exec sha256sum {} + | sort -k 2); }

# The number of a program that works on a shard, and its node; waits for one, and for its first media process: before it
# has one it may not yet hear what it is told.
working() {
  local pid node
  for ((i = 0; i < 300; ++i)); do
    for pid in $(pgrep -f "^$vidcam run --out $out"); do
      pgrep -P "$pid" >/dev/null || continue
      node=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | sed -n 's/^SLURMD_NODENAME=//p') || continue
      if [[ -n $node ]]; then echo "$pid $node" && return; fi
    done
    sleep 0.1
  done
  die "nothing runs: $(squeue)"
}

parent_of() { ps -o ppid= -p "$1" | tr -d ' '; }

# slurmd, and of what runs there the step, its script and the program.
kill_node() {
  local program=$1 script
  script=$(parent_of "$program")
  kill -9 "$(cat "$work/$2.pid")" "$(parent_of "$script")" "$script" "$program"
}

# As Slurm does before the time is up: the task requeues itself. One that is over by then does not hear it.
warn_a_task() {
  local task state program node sender
  for ((try = 0; try < 3; ++try)); do
    read -r program node < <(working)
    task=$(squeue -h -t R -w "$node" -o %i | sed -n 1p)
    # It goes on trying while the task is on its way back into the queue.
    scancel --batch --signal=USR1 "$task" &
    sender=$!
    for ((i = 0; i < 100; ++i)); do
      state=$(scontrol show job "$task")
      if [[ $state == *Restarts=1* ]]; then
        kill "$sender" 2>/dev/null || true
        say "warned $task, and it requeued itself"
        return
      fi
      if [[ $state =~ JobState=(COMPLETED|FAILED) ]]; then break; fi
      sleep 0.1
    done
    kill "$sender" 2>/dev/null || true
  done
  die "no task requeues itself: $(squeue)"
}

wait_until_down() {
  for ((i = 0; i < 60; ++i)); do
    if [[ $(sinfo -h -n "$1" -o %t) == down* ]]; then return; fi
    sleep 1
  done
  die "node $1 is not missed: $(sinfo)"
}

wait_for_the_end() {
  while [[ -n $(squeue -h) ]]; do
    if ((SECONDS > 2400)); then die "no end: $(squeue)"; fi
    sleep 1
  done
}

((EUID == 0)) || no_slurm "only root can start Slurm"
(ensure_packages slurm-wlm munge) || no_slurm "Slurm cannot be installed"
trap clean_up EXIT
say "work in $work"
printf 'path\tid\n' >"$work/list.tsv"
mapfile -t samples < <(find "$PWD/samples/videos" -name '*.mp4' | sort)
for ((i = 0; i < videos; ++i)); do
  ln -s "${samples[i % ${#samples[@]}]}" "$work/v$i.mp4"
  printf 'v%d.mp4\tv%d\n' "$i" "$i" >>"$work/list.tsv"
done

make_disk
plan
"$vidcam" run --out "$out" --all --quiet >/dev/null
"$vidcam" merge --out "$out" >/dev/null
digests "$out" >"$work/undisturbed"
rm -rf "$out"
say "undisturbed: $(wc -l <"$work/undisturbed") files"

write_configuration
start_slurm
say "Slurm: $(sinfo -h -o '%D nodes %t')"
plan
"$vidcam" slurm-script --out "$out" -- --time=60 >"$work/batch.sh"
bash "$work/batch.sh"

# One right after the other, while there is work: only the first takes its time.
warn_a_task
task=$(squeue -h -t R -o %i | sed -n '/_/p' | sed -n 1p)
scontrol requeue "$task"
say "requeued $task"
read -r program node < <(working)
kill -9 "$program"
say "killed a task on $node"
read -r program node < <(working)
kill_node "$program" "$node"
say "killed node $node with what ran there"
fill_disk
wait_for_a_task_without_room
rm "$disk/full"
say "the disk was full, a task said so"
wait_until_down "$node"
slurmd -N "$node"
say "node $node is back"
wait_for_the_end
say "the array is over; missing: $("$vidcam" missing --out "$out")"

# What was killed with -9 is not requeued by Slurm: our own files know it.
for ((again = 0; again < 3; ++again)); do
  if [[ -f $out/results.csv && -z $("$vidcam" missing --out "$out") ]]; then break; fi
  bash "$work/batch.sh"
  wait_for_the_end
done
"$vidcam" status --out "$out"
[[ $(tail -n +2 "$out/results.csv" | cut -d, -f1 | sort -u | wc -l) == "$videos" ]] || die "not every id is there once"
[[ $(tail -n +2 "$out/results.csv" | wc -l) == "$videos" ]] || die "an id is there twice"
digests "$out" | diff - "$work/undisturbed" >&2 || die "other results than undisturbed"
say "every id once, every file as undisturbed"
stop_slurm
if command -v parallel >/dev/null; then
  rm -rf "$out"
  plan
  parallel --jobs 2 "$vidcam" run --out "$out" --quiet --shard ::: $(seq 0 $((shards - 1))) >/dev/null
  "$vidcam" merge --out "$out" >/dev/null
  digests "$out" | diff - "$work/undisturbed" >&2 || die "GNU parallel made other results"
  say "GNU parallel: the same"
fi
clean_up
rm -rf "$work"
