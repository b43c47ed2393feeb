# A worker that can be begun anew at any point: it asks what to write, writes it below what it builds on, commits that
# and tells it. $1 is the number of its file, the others are of those that it builds on.
again() { until "$@"; do sleep 0.1; done; }

file=$1
shift
question=$(again overstory mail send @parent "file $file?" --type question --key question --json |
  sed -n 's/.*"key": "\(MAIL-[0-9]*\)".*/\1/p' | head -1)
until answer=$(overstory mail list --thread "$question" --json | sed -n 's/.*"body": "\(answer .*\)",*$/\1/p' | grep .); do
  overstory mail wait --timeout 5s > /dev/null 2>&1
done

set -e
{ for need; do cat "$need.txt"; done; echo "$answer"; } > "$file.txt"
git add "$file.txt"
git diff --cached --quiet || git commit -qm "file $file"
again overstory mail send @parent "file $file is written" --type result --key result > /dev/null
