# SPDX-License-Identifier: Apache-2.0
# Completion of conformance for bash. What there is to complete the program says itself ("conformance complete").

_conformance() {
  # From the line, not from COMP_WORDS, which bash cuts at "=" and ":".
  local line=${COMP_LINE:0:COMP_POINT} words candidate kept paths=
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  local current=${words[${#words[@]} - 1]}

  COMPREPLY=()
  while IFS= read -r candidate; do
    case $candidate in
      :files) paths=-f ;;
      :directories) paths=-d ;;
      *) COMPREPLY+=("${candidate%%$'\t'*}") ;;
    esac
  done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
  [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace

  if [[ $paths ]]; then
    compopt -o filenames
    while IFS= read -r candidate; do
      COMPREPLY+=("$candidate")
    done < <(compgen "$paths" -- "${current#*=}")
  fi

  # bash replaces only what stands behind the last of its own word breaks.
  kept=${current%"${current##*["${COMP_WORDBREAKS//[^:=]/}"]}"}
  [[ $COMP_WORDBREAKS == *[:=]* ]] && COMPREPLY=("${COMPREPLY[@]#"$kept"}")
}

complete -F _conformance conformance
