set -uo pipefail

# Outside of a job: submits the shards that are not done, then the merge behind them. afterany: with
# afterok it would never run once a task was requeued.
if [[ -z ${SLURM_ARRAY_TASK_ID:-} ]]; then
  mkdir -p "$out/logs"
  jobs=
  for ((first = 0; first < shards; first += window)); do
    range=(--out "$out" --from "$first" --to $((first + window - 1)))
    list=$("$vidcam" missing "${range[@]}") || exit
    if [[ " $* " == *" --retry-failed "* ]]; then
      failed=$("$vidcam" missing --failed "${range[@]}") || exit
      list=$list${list:+${failed:+,}}$failed
    fi
    if [[ -z $list ]]; then continue; fi
    job=$(sbatch --parsable --array="$list" --export="ALL,VIDCAM_SHARD_OFFSET=$first" --output="$out/logs/%A_%a.log" "$0" "$@") || exit
    echo "shards $list from $first on: job ${job%%;*}"
    jobs=$jobs:${job%%;*}
  done
  sbatch ${jobs:+"--dependency=afterany$jobs"} --job-name=vidcam-merge --output="$out/logs/merge-%j.log" \
    --wrap="$(printf '%q ' "$vidcam" merge --out "$out")"
  exit
fi

# In a job: one shard. The program is a child, so that this shell hears Slurm's warning before the
# time is up (USR1) and passes it on.
warned=
"$vidcam" run --out "$out" "$@" &
child=$!
trap 'warned=yes; kill -USR1 "$child" 2>/dev/null' USR1
trap 'kill -TERM "$child" 2>/dev/null' TERM
# A signal ends wait, not the child; bash remembers what a child that is gone ended with.
while kill -0 "$child" 2>/dev/null; do wait "$child"; done
wait "$child"
code=$?

# 75: stopped early. Whoever cancelled the job does not want it back.
if ((code == 75)) && [[ -n $warned ]] && ((${SLURM_RESTART_COUNT:-0} < 5)); then
  scontrol requeue "$SLURM_JOB_ID"
fi
exit "$code"
