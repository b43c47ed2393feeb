# A coordinator that can be begun anew at any point: each call names itself, so that the second time it changes nothing.
# $1 is the command of a worker; it has twelve files written, the later six from two of the others each.
again() { until "$@"; do sleep 0.1; done; }

task() { # number, then those that it builds on
  number=$1
  shift
  needs=$(for need; do printf 'TASK-%03d,' "$need"; done)
  again overstory spawn "file $number" --command "$worker $number $*" --request-id "file-$number" \
    ${needs:+--depends-on "${needs%,}"} > /dev/null
}

answer() { # a mail, and what it asks about
  case " $answered " in *" $1 "*) return ;; esac
  overstory mail reply "$1" "answer $2" --key "answer $1" > /dev/null && answered="$answered $1"
}

worker=$1
for n in 1 2 3 4 5 6; do task $n; done
for n in 1 2 3 4 5 6; do task $((n + 6)) "$n" $((n % 6 + 1)); done

answered=
until overstory done --summary "all twelve are there" > /dev/null 2>&1; do
  for question in $(overstory mail list --type question --json |
    sed -n -e 's/.*"key": "\(MAIL-[0-9]*\)".*/\1/p' -e 's/.*"body": "file \([0-9]*\)?".*/\1/p' | paste -d: - -); do
    answer "${question%:*}" "${question#*:}"
  done
  overstory mail wait --timeout 2s > /dev/null 2>&1
done
