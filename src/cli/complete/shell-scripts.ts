/** Shells that `completion` writes a script for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * The scripts are the same for every version of the program: it is asked for candidates at each key, which takes it 60 ms, so they are never
 * out of date and know clusters and nodes.
 */
const bash = `# bash completion for flotilla. To load it: source <(flotilla completion bash)
_flotilla() {
  local line=\${COMP_LINE:0:COMP_POINT} words current output directive value description
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=\${words[-1]}
  output=$("\${words[0]}" __complete "\${words[@]:1}" 2> /dev/null) || return
  directive=\${output##*:}
  COMPREPLY=()
  # bash takes what follows = and : for a word of its own.
  local head=\${current%"\${current##*[=:]}"}
  while IFS=$'\\t' read -r value description; do
    [[ $value == :* || -z $value ]] || COMPREPLY+=("\${value#"$head"}")
  done <<< "$output"
  if ((\${#COMPREPLY[@]} == 0 && !(directive & 4))); then
    compopt -o filenames 2> /dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "\${current#"$head"}")
  elif ((directive & 2)); then
    compopt -o nospace 2> /dev/null
  fi
}
complete -F _flotilla flotilla
`;

const zsh = `#compdef flotilla
# zsh completion for flotilla. To load it: source <(flotilla completion zsh), or as a file named _flotilla in a folder of $fpath
(( $+functions[compdef] )) && compdef _flotilla flotilla
_flotilla() {
  local -a lines candidates
  local line value directive
  lines=("\${(@f)$(flotilla __complete "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  directive=\${lines[-1]#:}
  lines[-1]=()
  for line in $lines; do
    value=\${\${line%%$'\\t'*}//:/\\\\:}
    if [[ $line == *$'\\t'* ]]; then candidates+=("$value:\${line#*$'\\t'}"); else candidates+=("$value"); fi
  done
  if (( \${#candidates} == 0 && !(directive & 4) )); then
    _files
  else
    _describe 'flotilla' candidates
  fi
}
if [[ "\${funcstack[1]}" == _flotilla ]]; then _flotilla; fi
`;

const fish = `# fish completion for flotilla. To load it: flotilla completion fish | source
function __flotilla_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines (flotilla __complete $words[2..-1] 2> /dev/null)
  set -l directive (string replace : '' -- $lines[-1])
  if test (count $lines) -gt 1
    printf '%s\\n' $lines[1..-2]
  else if test "$directive" = 0
    __fish_complete_path (commandline -ct)
  end
end
complete -c flotilla -f -a '(__flotilla_complete)'
`;

/** The script for one shell. */
export const shellScript = (shell: Shell): string => ({bash, zsh, fish})[shell];
