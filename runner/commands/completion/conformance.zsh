#compdef conformance
# SPDX-License-Identifier: Apache-2.0
# Completion of conformance for zsh. What there is to complete the program says itself ("conformance complete").

_conformance() {
  local line paths=
  local -a texts endless candidates
  for line in "${(@f)$("${(Q)words[1]}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :files | :directories) paths=$line ;;
      *=$'\t'*) endless+=("${line%%$'\t'*}") ;;
      *$'\t'*)
        candidates+=("${line%%$'\t'*}")
        texts+=("${line/$'\t'/  }")
        ;;
    esac
  done
  (( $#candidates )) && compadd -l -d texts -a candidates
  (( $#endless )) && compadd -S '' -a endless
  case $paths in
    :files) compset -P '*='; _files ;;
    :directories) compset -P '*='; _files -/ ;;
  esac
}

# Loaded by the completion system it is the function's body; sourced it has to be made known.
if [[ ${funcstack[1]-} == _conformance ]]; then
  _conformance "$@"
else
  compdef _conformance conformance
fi
