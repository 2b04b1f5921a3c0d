"use client";
import { OFAuthConnect, OFAuthConnectionStatus, OFAuthImport } from "ofauth-elements/react";

// oxlint-disable-next-line import/no-default-export -- what Next renders
export default function Page() {
  return (
    <main>
      <h1>Redirect</h1>
      <OFAuthConnect
        mode="redirect"
        linkOrigins="{link}"
        strings={{ connect: "Continue on OFAuth" }}
        onSuccess={({ detail }) => console.log("success", detail.connectionId, detail.verified)}
      />
      <OFAuthConnectionStatus connectionId="conn_unknown" />
      <OFAuthImport />
    </main>
  );
}
