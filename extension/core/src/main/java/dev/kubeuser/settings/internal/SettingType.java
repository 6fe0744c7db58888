package dev.kubeuser.settings.internal;

/** What a value of a setting has to be. */
public enum SettingType {
    FLAG("boolean"),
    DURATION("duration"),
    NUMBER("number"),
    PERCENT("percent"),
    CHOICE("word"),
    TEXT("text"),
    PATH("path");

    private final String words;

    SettingType(String words) {
        this.words = words;
    }

    /** Returns the type in Markdown. */
    @Override
    public String toString() {
        return words;
    }
}
