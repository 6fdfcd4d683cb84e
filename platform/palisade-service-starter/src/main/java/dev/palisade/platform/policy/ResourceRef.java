package dev.palisade.platform.policy;

/**
 * What an action is performed on.
 *
 * @param type the entity type of the policy schema
 * @param id its identifier
 * @param owner the identifier of the person it belongs to
 */
public record ResourceRef(String type, String id, String owner) {

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
