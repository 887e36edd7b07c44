/// Why the hub did not do as asked; nothing was changed unless the code says otherwise.
public struct HubError: Error, Hashable, Sendable {
  /// What a caller can do about it.
  public enum Kind: Hashable, Sendable {
    /// Mend the request.
    case invalid
    /// There is no such thing.
    case unknown
    /// It does not fit what is there: another request with the same key, a contact that is already confirmed.
    case conflict
    /// The hub cannot now; ask again after so many seconds.
    case unavailable(retryAfterSeconds: Int)
  }

  /// What can be done about it.
  public var kind: Kind
  /// A stable code, such as `customer.unknown`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String
  /// The JSON path of the place in the request; empty: the whole.
  public var path: String

  /// Makes an error.
  public init(_ kind: Kind, _ code: String, _ message: String, path: String = "") {
    self.kind = kind
    self.code = code
    self.message = message
    self.path = path
  }

  /// A store's trouble, as the caller should hear of it: the call may come again.
  public init(_ error: StoreError) {
    self.init(.unavailable(retryAfterSeconds: 1), error.code, error.message)
  }
}
