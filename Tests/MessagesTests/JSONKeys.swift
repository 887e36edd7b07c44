import Foundation

/// The keys of a JSON text and how they nest, without the values.
struct JSONKeys: Equatable {
  private let keys: String

  init(_ text: String) throws {
    keys = JSONKeys.keys(try JSONSerialization.jsonObject(with: Data(text.utf8)))
  }

  private static func keys(_ value: Any) -> String {
    if let object = value as? [String: Any] {
      return "{" + object.keys.sorted().map { "\($0):\(keys(object[$0] ?? 0))" }.joined(separator: ",") + "}"
    }
    if let items = value as? [Any] { return "[" + items.map(keys).joined(separator: ",") + "]" }
    return "_"
  }
}
