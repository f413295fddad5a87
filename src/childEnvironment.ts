/**
 * What a browser needs of its surroundings: where programs, files, fonts, displays and proxies are, and in which language
 * people read. By name, so that what is not known to be harmless does not go along.
 */
const NEEDED =
  /^(path|pathext|home|user|logname|shell|lang|language|lc_\w+|tz|tmpdir|tmp|temp|display|wayland_display|xauthority|xdg_\w+|dbus_session_bus_address|(https?|ftp|all|no)_proxy|ssl_cert_(file|dir)|node_extra_ca_certs|fontconfig_\w+|ld_library_path|dyld_(fallback_)?library_path|userprofile|appdata|localappdata|programdata|programfiles\S*|commonprogramfiles\S*|systemroot|systemdrive|windir|comspec|homedrive|homepath|number_of_processors|processor_\w+|os|node_v8_coverage)$/i;

/** A name that says that its value is a secret, should one of the above ever do. */
const SECRET = /token|secret|passw|credential|auth(?!ority)|(^|_)(key|pwd|pass|sid)(_|$)/i;

/** `http://user:password@proxy`: a browser takes no password from there. */
const USER_INFO = /^(\w+:\/\/)[^/@]*@/;

/**
 * The environment of a process that this one starts: what it needs, and no secret of whoever runs this. Such a process can
 * be read by others, and what it runs may be foreign.
 */
export const childEnvironment = (own: NodeJS.ProcessEnv = process.env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) =>
      value === undefined || !NEEDED.test(name) || SECRET.test(name)
        ? []
        : [[name, /_proxy$/i.test(name) ? value.replace(USER_INFO, '$1') : value]]
    )
  );
