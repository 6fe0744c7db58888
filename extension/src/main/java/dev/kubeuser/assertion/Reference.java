package dev.kubeuser.assertion;

import java.util.regex.Pattern;

/** What a test may write for a binding, a role or a subject; another form could never be the one that grants. */
enum Reference {
    BINDING(
            "ClusterRoleBinding [^/ ]+|RoleBinding [^/ ]+/[^/ ]+",
            "RoleBinding dev/developers, ClusterRoleBinding admins"),
    ROLE("ClusterRole [^/ ]+|Role [^/ ]+/[^/ ]+", "Role dev/reader, ClusterRole view"),
    SUBJECT(
            "User .+|Group .+|ServiceAccount [^/ ]+/[^/ ]+",
            "User alice, Group developers, ServiceAccount ci/deployer");

    private final Pattern form;
    private final String examples;

    Reference(String form, String examples) {
        this.form = Pattern.compile(form);
        this.examples = examples;
    }

    String require(String written) {
        if (!form.matcher(written).matches()) {
            throw new IllegalArgumentException("\"" + written + "\" means nothing here: write it as in " + examples);
        }
        return written;
    }
}
