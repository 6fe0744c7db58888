package dev.kubeuser.settings.internal;

import org.jspecify.annotations.Nullable;

/**
 * What holds where a setting is not set.
 *
 * @param value what is read then; {@code null} if that depends, or if nothing is
 * @param words the default in Markdown
 */
record SettingDefault(@Nullable String value, String words) {

    static final SettingDefault NONE = words("none");
    static final SettingDefault FALSE = value("false");

    static SettingDefault value(String value) {
        return new SettingDefault(value, "`" + value + "`");
    }

    /** A default that the reader of the setting finds out. */
    static SettingDefault words(String words) {
        return new SettingDefault(null, words);
    }
}
