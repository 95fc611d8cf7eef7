/** The workflow of which pictures of the editor are taken. */
export const DEMO_WORKFLOW = `# Everything that happens to an order
name: order
schema: 1
description: Takes the money, ships the parcels, asks for a review
timeout: 2d
steps:
  # money first
  charge:
    type: payment.capture
    input: { payment: "\${input.payment}", amount: "\${input.amount}" }
  reserve:
    type: stock.reserve
  ship:
    after: [charge, reserve]
    type: parcel.ship
    when: steps.charge.result.captured > 0.0
    input: { to: "\${input.address}", stock: "\${steps.reserve.result.id}" }
  notify: # each parcel has a recipient of its own
    after: [ship]
    type: email.send
    map: { over: steps.ship.result.parcels, as: parcel, max_running: 20, tolerate: 10% }
    input: { to: "\${parcel.email}" }
  received:
    after: [ship]
    await: { signal: received, timeout: 14d, on_timeout: CONTINUE }
  review:
    after: [received]
    type: email.send
    on_failure: IGNORE
on_failure:
  refund:
    type: payment.refund
`;
