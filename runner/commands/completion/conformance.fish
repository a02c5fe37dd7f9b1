# SPDX-License-Identifier: Apache-2.0
# Completion of conformance for fish. What there is to complete the program says itself ("conformance complete").

function __conformance_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l begun (string match --regex '^.*=' -- $current)
    for candidate in ($words[1] complete -- $words[2..-1] $current 2>/dev/null)
        switch $candidate
            case ':files'
                printf '%s\n' "$begun"(__fish_complete_path (string replace --regex '^.*=' '' -- $current))
            case ':directories'
                printf '%s\n' "$begun"(__fish_complete_directories (string replace --regex '^.*=' '' -- $current) '')
            case '*'
                printf '%s\n' $candidate
        end
    end
end

complete --command conformance --no-files --arguments '(__conformance_complete)'
