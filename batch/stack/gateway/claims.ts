/** Who asks, as the database sees it in `request.jwt.claims`. */
export interface Claims {
  role: string;
  sub?: string;
  session_id?: string;
  is_anonymous?: boolean;
  [name: string]: unknown;
}
