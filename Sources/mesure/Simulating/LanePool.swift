import Dispatch
import Simulations
import Synchronization

extension Lanes {
  /// So many lanes on threads of their own.
  static func threads(_ count: Int) -> Lanes {
    guard count > 1 else { return .one }
    return Lanes(count: count) { itemCount, body in
      let next = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: count) { lane in
        while true {
          let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard item < itemCount else { return }
          body(item, lane)
        }
      }
    }
  }
}
